"""A small house of its own: the ground floor and three kinds of test work, for tests with real processes."""

from django.apps import AppConfig


class BenchConfig(AppConfig):
    name = "tests.config.jobs.bench"
    label = "tests_jobs_bench"
