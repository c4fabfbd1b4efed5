/* Errors are values: a code, typed arguments and the English sentence made of them. Nothing here
 * allocates, so running out of memory can be reported like everything else. */
#ifndef SLM_BASE_STATUS_H
#define SLM_BASE_STATUS_H

#include "base/text.h"
#include "slm.h"

#include <stdbool.h>

typedef enum { SLM_ARG_TEXT, SLM_ARG_INT, SLM_ARG_REAL, SLM_ARG_SHAPE } slm_arg_kind;

typedef struct {
    const char *name; /* as in the braces of the sentence */
    slm_arg_kind kind;
    int rank; /* of shape */
    union {
        const char *text;
        int64_t integer;
        double real;
        const size_t *shape;
    } value;
} slm_arg;

#define SLM_TEXT(key, v)          ((slm_arg){(key), SLM_ARG_TEXT, 0, {.text = (v)}})
#define SLM_INT(key, v)           ((slm_arg){(key), SLM_ARG_INT, 0, {.integer = (int64_t)(v)}})
#define SLM_NUMBER(key, v)        ((slm_arg){(key), SLM_ARG_REAL, 0, {.real = (double)(v)}})
#define SLM_DIMS(key, rank, dims) ((slm_arg){(key), SLM_ARG_SHAPE, (rank), {.shape = (dims)}})

enum { SLM_ERROR_ARGS = 8, SLM_ERROR_TEXT = 512 };

/* The first error since the last clear. Arguments are kept rendered: their sources may be gone when
 * they are read. */
typedef struct {
    slm_status status;
    int count;
    slm_arg_kind kind[SLM_ERROR_ARGS];
    const char *name[SLM_ERROR_ARGS];
    size_t start[SLM_ERROR_ARGS]; /* where argument i begins in `values` */
    char values[SLM_ERROR_TEXT];  /* every argument's text, each closed by a zero byte */
    char sentence[SLM_ERROR_TEXT];
} slm_error;

/* Returns `status`; records it with its sentence unless an earlier error is still standing. `err`
 * may be NULL. */
slm_status slm_fail_args(slm_error *err, slm_status status, const slm_arg *args, int count);

#define SLM_FAIL(err, status, ...)                                                                 \
    slm_fail_args((err), (status), (const slm_arg[]){__VA_ARGS__},                                 \
                  (int)(sizeof((const slm_arg[]){__VA_ARGS__}) / sizeof(slm_arg)))

void slm_error_reset(slm_error *err);

/* Appends the standing error as JSON: {"code":"BROADCAST","text":"...","args":{"op":"add",...}}. */
void slm_error_write(const slm_error *err, slm_text *out);

/* Appends every code with its sentence and argument names as a JSON array. */
void slm_errors_describe(slm_text *out);

#endif
