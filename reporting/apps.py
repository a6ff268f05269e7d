from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"

    def ready(self) -> None:
        from overenskommelse.selectors.reminders import finished_with
        from reporting.selectors import finished

        finished_with(finished)
