"""No addresses."""

urlpatterns = []
