/* The one door to memory. Every allocation of the engine passes here: counted, limited, and told to
 * fail by tests. */
#ifndef SLM_BASE_MEMORY_H
#define SLM_BASE_MEMORY_H

#include "slm.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    slm_allocator hook;
    size_t in_use, peak, limit; /* bytes; a limit of SIZE_MAX is none */
    uint64_t calls;             /* allocations asked for so far */
    uint64_t fail_at;           /* the call number that fails; 0: none */
    bool fail_from;             /* every later call fails too */
    size_t refused;             /* bytes of the last refused call, for the sentence */
} slm_memory;

void slm_memory_init(slm_memory *memory, const slm_allocator *hook); /* hook NULL: the default */
void *slm_memory_alloc(slm_memory *memory, size_t bytes);            /* NULL when refused */
void slm_memory_free(slm_memory *memory, void *block, size_t bytes); /* block may be NULL */

/* Makes room for `need` elements of `size` bytes in *block, keeping what is there. False, with
 * nothing changed, when refused. */
bool slm_memory_grow(slm_memory *memory, void **block, size_t *capacity, size_t need, size_t size);

/* Products of sizes that come from outside: false on overflow, *out untouched. */
bool slm_size_mul(size_t a, size_t b, size_t *out);
bool slm_size_add(size_t a, size_t b, size_t *out);

#endif
