/* Scopes: the names under which nodes and parameters are recorded, as "mlp/linear1". */
#include "autograd/context.h"

#include <string.h>

static slm_status scope_error(slm_ctx *slm, const char *rule) {
    return SLM_FAIL(&slm->error, SLM_E_SCOPE, SLM_TEXT("rule", rule));
}

/* Is `known` the same as outer/name? */
static bool is_path(const char *known, const char *outer, const char *name) {
    size_t n = strlen(outer);
    if (n == 0) return !strcmp(known, name);
    return !strncmp(known, outer, n) && known[n] == '/' && !strcmp(known + n + 1, name);
}

const char *slm_intern(slm_ctx *slm, const char *outer, const char *name, const char *op) {
    for (size_t i = 0; i < slm->name_count; i++)
        if (is_path(slm->names[i], outer, name)) return slm->names[i];
    size_t n = strlen(outer), m = strlen(name), length = n + (n > 0) + m;
    if (length >= SLM_NAME_BYTES) {
        slm_fail_value(&slm->error, op, "the count of bytes in a name and its scopes",
                       (double)length, "0 to 1023");
        return NULL;
    }
    if (SLM_GROW(slm, slm->names, slm->name_room, slm->name_count + 1, op)) return NULL;
    char *path = slm_arena_alloc(&slm->lasting, n + m + 2);
    if (!path) {
        slm_out_of_memory(slm, op);
        return NULL;
    }
    memcpy(path, outer, n);
    if (n) path[n++] = '/';
    memcpy(path + n, name, m);
    return slm->names[slm->name_count++] = path;
}

slm_status slm_scope_push(slm_ctx *slm, const char *name) {
    if (!slm) return SLM_E_NULL;
    if (!name || !*name) return scope_error(slm, "a scope must have a name");
    if (slm->depth == SLM_SCOPE_DEPTH) return scope_error(slm, "too many scopes are open");
    slm->error.own = SLM_OK;
    const char *path = slm_intern(slm, slm->scope, name, "scope");
    if (!path) return slm->error.own;
    slm->open[slm->depth++] = slm->scope;
    slm->scope = path;
    return SLM_OK;
}

slm_status slm_scope_pop(slm_ctx *slm) {
    if (!slm) return SLM_E_NULL;
    if (!slm->depth) return scope_error(slm, "no scope is open");
    slm->scope = slm->open[--slm->depth];
    return SLM_OK;
}
