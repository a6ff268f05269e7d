from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"

    def ready(self) -> None:
        from allocation.services.consequences import followed_by
        from overenskommelse.selectors.reminders import finished_with
        from reporting.selectors import finished
        from reporting.services.certifications import void_all_changed

        finished_with(finished)
        followed_by(void_all_changed)
