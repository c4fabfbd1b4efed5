/* The tape: recording operations by name, marks, scopes and bytes. */
#include "bridge.h"

#include <string.h>

enum { MAX_ATTRS = 8, ITEMS = SLM_MAX_RANK };

/* `numbers` holds one number for each attribute whose count is -1, and `count` numbers for a list,
 * which are whole and within 2^53: the caller has seen to it (attribute in check.js).
 * Lists longer than any shape are passed on without their items: the engine refuses them. */
static void read_attrs(slm_attr_value *out, int64_t (*items)[ITEMS], int n, const char *const *keys,
                       const int *counts, const double *numbers) {
    for (int i = 0; i < n; i++) {
        out[i] = (slm_attr_value){.key = keys[i]};
        if (counts[i] < 0) {
            out[i].number = *numbers++;
            continue;
        }
        out[i].items = items[i];
        out[i].count = counts[i];
        for (int k = 0; k < counts[i] && k < ITEMS; k++) items[i][k] = (int64_t)numbers[k];
        numbers += counts[i];
    }
}

/* The keys differ, and no operation has as many as MAX_ATTRS: of so many the engine refuses one. */
SLM_EXPORT(uint32_t, apply, uint32_t context, const char *op, const uint32_t *ids, int id_count,
           const char *const *keys, const int *counts, const double *numbers, int attr_count) {
    slm_ctx *slm = slm_context_of(context);
    slm_tensor *inputs[SLM_MAX_INPUTS];
    slm_attr_value attrs[MAX_ATTRS];
    int64_t items[MAX_ATTRS][ITEMS];
    if (!slm) return 0;
    if (attr_count > MAX_ATTRS) attr_count = MAX_ATTRS;
    for (int i = 0; i < id_count && i < SLM_MAX_INPUTS; i++)
        if (!(inputs[i] = slm_tensor_of(slm, ids[i]))) return 0;
    read_attrs(attrs, items, attr_count, keys, counts, numbers);
    return slm_id(slm_apply(slm, op, inputs, id_count, attrs, attr_count));
}

SLM_EXPORT(size_t, tape_count, uint32_t context) { return slm_tape_count(slm_context_of(context)); }
SLM_EXPORT(uint32_t, tape_at, uint32_t context, size_t i) {
    return slm_id(slm_tape_at(slm_context_of(context), i));
}

/* `mark` has room for sizeof(slm_mark), which mark_bytes tells. */
SLM_EXPORT(size_t, mark_bytes, void) { return sizeof(slm_mark); }
SLM_EXPORT(void, tape_mark, uint32_t context, slm_mark *mark) {
    *mark = slm_tape_mark(slm_context_of(context));
}
SLM_EXPORT(void, tape_rewind, uint32_t context, const slm_mark *mark) {
    slm_tape_rewind(slm_context_of(context), *mark);
}

SLM_EXPORT(void, no_grad, uint32_t context, int on) {
    slm_no_grad(slm_context_of(context), on != 0);
}
SLM_EXPORT(void, freeze_random, uint32_t context, int on) {
    slm_freeze_random(slm_context_of(context), on != 0);
}
SLM_EXPORT(void, scope_push, uint32_t context, const char *name) {
    slm_scope_push(slm_context_of(context), name);
}
SLM_EXPORT(void, scope_pop, uint32_t context) { slm_scope_pop(slm_context_of(context)); }

slm_bytes slm_js_saved;

SLM_EXPORT(const unsigned char *, tape_save, uint32_t context, uint32_t root) {
    slm_ctx *slm = slm_context_of(context);
    bool failed = slm_tape_save(slm, slm_tensor_of(slm, root), &slm_js_saved) != SLM_OK;
    return failed ? NULL : slm_js_saved.data;
}
SLM_EXPORT(size_t, bytes_length, void) { return slm_js_saved.length; }
SLM_EXPORT(void, bytes_free, uint32_t context) {
    slm_bytes_free(slm_context_of(context), &slm_js_saved);
}
SLM_EXPORT(uint32_t, tape_load, uint32_t context, const unsigned char *data, size_t length) {
    return slm_id(slm_tape_load(slm_context_of(context), data, length));
}
