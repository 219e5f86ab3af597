"""Celery: a doorbell for Job rows. Filesystem transport by default, Redis or RabbitMQ by `BROKER_URL`."""

from __future__ import annotations

from config import env
from config.settings.paths import VAR_DIR

BROKER_URL = env.text("BROKER_URL")
QUEUE_DIR = VAR_DIR / "queue"

CELERY_BROKER_URL = BROKER_URL or "folder://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": 3600}
    if BROKER_URL
    else {"data_folder_in": str(QUEUE_DIR), "data_folder_out": str(QUEUE_DIR), "polling_interval": 0.2}
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 4
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_TIME_LIMIT = 4 * 3600
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"

JOBS_INLINE = False  # tests run jobs on demand with `run_jobs()` instead of a worker
