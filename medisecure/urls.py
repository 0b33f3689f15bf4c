"""The site map: the platform's own pages, then each app's."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from medisecure.web import health, home, sign_in
from medisecure.web.acting import views as acting
from medisecure.web.input.covered_page import keep_typed
from medisecure.web.linking import views as linking
from medisecure.web.second_factor import views as second_factor

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("language/", home.language, name="language"),
    path("stay/", home.stay_signed_in, name="stay-signed-in"),
    path("keep-typed/", keep_typed, name="keep-typed"),
    path("acting/", acting.people, name="acting"),
    path("invited/", linking.invited, name="invited"),
    path("link/", linking.link_account, name="link-account"),
    path("second-factor/", second_factor.set_up, name="second-factor"),
    path("profile/", include("medisecure.web.profile.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("oidc/authenticate/", sign_in.SignInView.as_view(), name="oidc_authentication_init"),
    path("oidc/callback/", sign_in.CallbackView.as_view(), name="oidc_authentication_callback"),
    path("sign-in-failed/", sign_in.sign_in_failed, name="sign-in-failed"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("signed-out/", sign_in.signed_out, name="signed-out"),
    path("oversight/", include("medisecure.web.oversight.urls")),
    path("", include("patients.urls")),
    path("", include("providers.urls")),
    path("", include("appointments.urls")),
    path("", include("documents.urls")),
]
if settings.DEBUG:
    from medisecure.web.display.kit import kit

    urlpatterns.append(path("kit/", kit, name="kit"))

handler400 = "medisecure.web.failures.bad_request"
handler403 = "medisecure.web.failures.permission_denied"
handler404 = "medisecure.web.failures.page_not_found"
handler500 = "medisecure.web.failures.server_error"
