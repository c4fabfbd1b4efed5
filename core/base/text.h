/* A string under construction: a fixed buffer that truncates, between characters of UTF-8, or a
 * growing one that remembers that it could not grow. */
#ifndef SLM_BASE_TEXT_H
#define SLM_BASE_TEXT_H

#include "base/memory.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    char *data; /* always closed by a zero byte once anything was appended */
    size_t length, capacity;
    slm_memory *memory; /* NULL: `data` is the caller's and is never grown */
    bool truncated;     /* something did not fit */
} slm_text;

slm_text slm_text_fixed(char *buffer, size_t capacity);
slm_text slm_text_growing(slm_memory *memory);
void slm_text_free(slm_text *text); /* of a growing one */

void slm_text_char(slm_text *text, char c);
void slm_text_add(slm_text *text, const char *s);
void slm_text_int(slm_text *text, int64_t value);

/* Nine significant digits less their trailing zeros, in the form of JSON: within 5 parts in 10^9,
 * so that two floats never read the same. Not a number and infinities are nan, inf and -inf. */
void slm_text_real(slm_text *text, double value);

/* Extents of a row-major array; what is done with them stands in tensor/shape.h. */
typedef struct {
    int rank;
    size_t dim[SLM_MAX_RANK];
} slm_shape;

/* (128,16), (4), or () for a scalar: as NumPy writes a shape, without the lone comma */
void slm_text_shape(slm_text *text, const slm_shape *shape);

/* JSON, comma handling included: a comma goes before a value unless it is the first of its array or
 * object. The key is that of a value in an object, and NULL of one in an array. */
void slm_json_string(slm_text *text, const char *key, const char *s); /* NULL: null */
void slm_json_open(slm_text *text, const char *key, char bracket);
void slm_json_close(slm_text *text, char bracket);
void slm_json_int(slm_text *text, const char *key, int64_t value);
void slm_json_real(slm_text *text, const char *key,
                   double value); /* null for what JSON cannot say */
void slm_json_bool(slm_text *text, const char *key, bool value);

#endif
