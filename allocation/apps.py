from django.apps import AppConfig


class AllocationConfig(AppConfig):
    name = "allocation"

    def ready(self) -> None:
        from allocation.models.splits import allocated
        from overenskommelse.selectors import answer_with

        answer_with(allocated)
