/* Errors as JavaScript asks for them. A context keeps its own error; a refused handle has no
 * context to keep it and stands in slm_js_refusal (handles.c). */
#include "bridge.h"

/* 0: the last call went well. 1: a handle was refused. 2: the context has an error. */
SLM_EXPORT(int, failed, uint32_t context) {
    if (slm_js_refusal.what) return 1;
    slm_ctx *slm = slm_context_or_null(context);
    return slm && slm_error_status(slm) ? 2 : 0;
}

SLM_EXPORT(uint32_t, refused_handle, void) { return slm_js_refusal.handle; }
SLM_EXPORT(const char *, refused_what, void) { return slm_js_refusal.what; }
/* With what the engine said of the NULL that it got instead, if there is a context to say it in. */
SLM_EXPORT(void, refused_clear, uint32_t context) {
    slm_js_refusal.what = NULL;
    slm_error_clear(slm_context_or_null(context));
}

SLM_EXPORT(const char *, status_name, int i) { return slm_status_name((slm_status)i); }
SLM_EXPORT(const char *, status_sentence, int i) { return slm_status_sentence((slm_status)i); }
SLM_EXPORT(const char *, error_code, uint32_t context) {
    return slm_status_name(slm_error_status(slm_context_of(context)));
}
SLM_EXPORT(const char *, error_text, uint32_t context) {
    return slm_error_text(slm_context_of(context));
}
SLM_EXPORT(void, error_clear, uint32_t context) { slm_error_clear(slm_context_of(context)); }
SLM_EXPORT(const char *, describe_error, uint32_t context) {
    return slm_describe_error(slm_context_of(context));
}
SLM_EXPORT(const char *, describe_errors, uint32_t context) {
    return slm_describe_errors(slm_context_of(context));
}
