"""Quizzes: tests given online."""

from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    name = "questionbank.quizzes"
    label = "questionbank_quizzes"
