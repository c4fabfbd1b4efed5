/* Errors are values: a code, typed arguments and the English sentence made of them. Nothing here
 * allocates, so running out of memory can be reported like everything else. */
#ifndef SLM_BASE_STATUS_H
#define SLM_BASE_STATUS_H

#include "base/text.h"
#include "slm.h"

#include <stdbool.h>

/* One argument of a sentence. Which of these it is stands in errors.def. */
typedef union {
    const char *text;
    int64_t integer;
    double real;
    struct {
        const size_t *dim;
        int rank;
    } shape;
} slm_value;

/* The key is the argument's name in the sentence: for the reader here, and for the test that holds
 * every call against errors.def. */
#define SLM_TEXT(key, v)          ((slm_value){.text = (v)})
#define SLM_INT(key, v)           ((slm_value){.integer = (int64_t)(v)})
#define SLM_NUMBER(key, v)        ((slm_value){.real = (double)(v)})
#define SLM_DIMS(key, rank, dims) ((slm_value){.shape = {(dims), (rank)}})

enum { SLM_ERROR_ARGS = 8, SLM_ERROR_NAME = 16, SLM_ERROR_TEXT = 512 };

/* The first error since the last clear. Arguments are kept rendered: their sources may be gone when
 * they are read. */
typedef struct {
    slm_status status;
    int count;
    char name[SLM_ERROR_ARGS][SLM_ERROR_NAME];
    size_t start[SLM_ERROR_ARGS]; /* where argument i begins in `values` */
    char values[SLM_ERROR_TEXT];  /* every argument's text, each closed by a zero byte */
    char sentence[SLM_ERROR_TEXT];
} slm_error;

/* Returns `status`; records it with its sentence unless an earlier error is still standing. `err`
 * may be NULL. `values` holds one value for each argument that the sentence names. */
slm_status slm_fail(slm_error *err, slm_status status, const slm_value *values);

#define SLM_FAIL(err, status, ...) slm_fail((err), (status), (const slm_value[]){__VA_ARGS__})

/* The two commonest refusals as functions: a call with its arguments takes less code than an array
 * of values built in place. */
slm_status slm_fail_null(slm_error *err, const char *op, const char *what);
slm_status slm_fail_value(slm_error *err, const char *op, const char *key, double value,
                          const char *rule);

void slm_error_reset(slm_error *err);

/* Appends the standing error as JSON: {"code":"BROADCAST","text":"...","args":{"op":"add",...}}. */
void slm_error_write(const slm_error *err, slm_text *out);

/* Appends every code with its sentence and argument names as a JSON array. */
void slm_errors_describe(slm_text *out);

#endif
