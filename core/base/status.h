/* Errors are values: a code, typed arguments and the English sentence made of them. Nothing here
 * allocates, so running out of memory can be reported like everything else. */
#ifndef SLM_BASE_STATUS_H
#define SLM_BASE_STATUS_H

#include "base/text.h"
#include "slm.h"

#include <stdbool.h>

/* One argument of a sentence: a number as wide as an address, or the address of what is wider. So a
 * refusal, of which there are many, is a plain call. Which kind it is stands in errors.def. */
typedef uintptr_t slm_value;

static inline slm_value slm_value_of_text(const char *text) { return (slm_value)text; }
static inline slm_value slm_value_of_long(const int64_t *wide) { return (slm_value)wide; }
static inline slm_value slm_value_of_real(const double *real) { return (slm_value)real; }
static inline slm_value slm_value_of_shape(const slm_shape *shape) { return (slm_value)shape; }

/* The key is the argument's name in the sentence: for the reader here, and for the test that holds
 * every call against errors.def. */
#define SLM_TEXT(key, v)         slm_value_of_text(v)
#define SLM_INT(key, v)          ((slm_value)(intptr_t)(v))
#define SLM_UINT(key, v)         ((slm_value)(v))
#define SLM_LONG(key, address)   slm_value_of_long(address)
#define SLM_NUMBER(key, address) slm_value_of_real(address)
#define SLM_DIMS(key, address)   slm_value_of_shape(address)

enum { SLM_ERROR_ARGS = 6, SLM_ERROR_NAME = 16, SLM_ERROR_TEXT = 512 };

/* The first error since the last clear. Arguments are kept rendered: their sources may be gone when
 * they are read. */
typedef struct {
    slm_status status;
    slm_status own; /* of the first refusal since a call has set it to SLM_OK, to return it even if
                       an older error stands */
    int count;
    char name[SLM_ERROR_ARGS][SLM_ERROR_NAME];
    size_t start[SLM_ERROR_ARGS]; /* where argument i begins in `values` */
    char values[SLM_ERROR_TEXT];  /* every argument's text, each closed by a zero byte */
    char sentence[SLM_ERROR_TEXT];
} slm_error;

/* Returns `status`; records it with its sentence unless an earlier error is still standing. `err`
 * may be NULL. One value for each argument that the sentence names; what is left over is 0. */
slm_status slm_fail(slm_error *err, slm_status status, slm_value a, slm_value b, slm_value c,
                    slm_value d, slm_value e, slm_value f);

#define SLM_FAIL(...) SLM_FAIL_FILLED(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)
#define SLM_FAIL_FILLED(err, status, a, b, c, d, e, f, ...)                                        \
    slm_fail((err), (status), (a), (b), (c), (d), (e), (f))

/* The commonest refusals. */
slm_status slm_fail_null(slm_error *err, const char *op, const char *what);
slm_status slm_fail_value(slm_error *err, const char *op, const char *key, double value,
                          const char *rule);

slm_status slm_fail_relation(slm_error *err, const char *op, const char *key, double value,
                             const char *other, double bound, const char *rule);

void slm_error_reset(slm_error *err);

/* Appends the standing error as JSON: {"code":"BROADCAST","text":"...","args":{"op":"add",...}}. */
void slm_error_write(const slm_error *err, slm_text *out);

/* Appends every code with its sentence and argument names as a JSON array. */
void slm_errors_describe(slm_text *out);

#endif
