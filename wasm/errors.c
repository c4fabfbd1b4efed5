/* What went wrong. A context keeps its own error; that a handle is not valid, or that there is no
 * memory for a context, has no context to be kept in and stands here. */
#include "bridge.h"

static struct {
    const char *what; /* NULL: nothing was refused */
    uint32_t handle;
} refused;

void slm_refuse(const char *what, uint32_t handle) {
    if (refused.what) return;
    refused.what = what;
    refused.handle = handle;
}

static slm_ctx *context_or_null(uint32_t context) {
    slm_trainer *t = slm_handle_find(context, SLM_TRAINER);
    return t ? slm_trainer_context(t) : slm_handle_find(context, SLM_CONTEXT);
}

slm_ctx *slm_context_of(uint32_t context) {
    slm_ctx *slm = context_or_null(context);
    if (!slm) slm_refuse("context", context);
    return slm;
}

slm_trainer *slm_trainer_of(uint32_t trainer) {
    slm_trainer *t = slm_handle_find(trainer, SLM_TRAINER);
    if (!t) slm_refuse("trainer", trainer);
    return t;
}

/* Ids rise along the tape and along the parameters, and none is ever used again: an id that is not
 * there was rewound, or is another context's. */
static slm_tensor *search(const slm_ctx *slm, slm_tensor *(*at)(const slm_ctx *, size_t),
                          size_t count, uint32_t id) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (slm_id(at(slm, middle)) < id)
            low = middle + 1;
        else
            high = middle;
    }
    slm_tensor *t = at(slm, low);
    return slm_id(t) == id ? t : NULL;
}

slm_tensor *slm_tensor_of(slm_ctx *slm, uint32_t id) {
    if (!slm || !id) return NULL;
    slm_tensor *t = search(slm, slm_tape_at, slm_tape_count(slm), id);
    if (!t) t = search(slm, slm_parameter_at, slm_parameter_count(slm), id);
    if (!t) slm_refuse("tensor", id);
    return t;
}

/* 0: the last call went well. 1: a handle was refused. 2: the context has an error. */
SLM_EXPORT(int, failed, uint32_t context) {
    if (refused.what) return 1;
    slm_ctx *slm = context_or_null(context);
    return slm && slm_error_status(slm) ? 2 : 0;
}

SLM_EXPORT(uint32_t, refused_handle, void) { return refused.handle; }
SLM_EXPORT(const char *, refused_what, void) { return refused.what; }
/* With what the engine said of the NULL that it got instead, if there is a context to say it in. */
SLM_EXPORT(void, refused_clear, uint32_t context) {
    refused.what = NULL;
    slm_error_clear(context_or_null(context));
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
