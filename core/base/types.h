/* What every public header speaks of. Included by slm.h, nn/nn.h and tokenizer/tokenizer.h. */
#ifndef SLM_BASE_TYPES_H
#define SLM_BASE_TYPES_H

#include "base/real.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Float and double do not link: a library defines the symbol of its own type only, and every file
 * that includes this header refers to the symbol of the type it is compiled for, in a pointer that
 * neither compiler nor linker removes. */
#ifdef SLM_DOUBLE
#define SLM_BUILT_FOR slm_built_for_double
#else
#define SLM_BUILT_FOR slm_built_for_float
#endif
extern const char SLM_BUILT_FOR; /* bytes of a number; base/status.c */
#if defined __ELF__ && defined __has_attribute
#if __has_attribute(retain)
#define SLM_KEPT __attribute__((used, retain)) /* even with --gc-sections */
#endif
#endif
#if defined __GNUC__ && !defined SLM_KEPT
#define SLM_KEPT __attribute__((used))
#endif
#ifdef SLM_KEPT
static const char *const slm_built_for SLM_KEPT = &SLM_BUILT_FOR;
#endif

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

#ifdef __cplusplus
}
#endif

#endif
