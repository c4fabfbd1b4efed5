/* What every public header speaks of. Included by slm.h, nn/nn.h and tokenizer/tokenizer.h. */
#ifndef SLM_BASE_TYPES_H
#define SLM_BASE_TYPES_H

#include "base/real.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct slm_ctx slm_ctx;
typedef struct slm_tensor slm_tensor;

typedef enum {
    SLM_OK = 0,
#define SLM_X(code, sentence) SLM_E_##code,
#include "base/errors.def"
#undef SLM_X
} slm_status;

/* Where memory comes from. `free` gets the byte count of the block back. */
typedef struct {
    void *(*alloc)(void *user, size_t bytes); /* aligned for any type; NULL when there is none */
    void (*free)(void *user, void *block, size_t bytes);
    void *user;
} slm_allocator;

/* What was saved; to be freed with slm_bytes_free. */
typedef struct {
    unsigned char *data;
    size_t length, capacity;
} slm_bytes;

#endif
