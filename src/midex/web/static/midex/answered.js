// A page that answers a form: makes the browser forget what was sent, which it would write to its disk to open the
// page again. Going back or loading anew then asks for the page without it.
"use strict";
history.replaceState(null, "", location.href);
