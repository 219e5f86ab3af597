"""Health."""
urlpatterns = []
