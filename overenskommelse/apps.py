from django.apps import AppConfig


class OverenskommelseConfig(AppConfig):
    name = "overenskommelse"
