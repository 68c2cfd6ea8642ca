"""Which pages does register have?"""

from portal.register.claim_urls import urlpatterns as claims
from portal.register.lead_urls import urlpatterns as leads
from portal.register.record_urls import urlpatterns as records

app_name = "register"
urlpatterns = [*records, *claims, *leads]
