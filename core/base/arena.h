/* Memory with one lifetime: handed out in order, given back all at once by rewinding to a mark.
 * Rewound chunks are kept for the next round, so a program that records, rewinds and records again
 * stops allocating after its first round. */
#ifndef SLM_BASE_ARENA_H
#define SLM_BASE_ARENA_H

#include "base/memory.h"

typedef struct slm_chunk slm_chunk;

typedef struct {
    slm_memory *memory;
    slm_chunk *first, *current;
} slm_arena;

typedef struct {
    slm_chunk *chunk; /* NULL: the arena was empty */
    size_t used;
} slm_arena_mark;

enum { SLM_ALIGN = 64 }; /* bytes: a cache line, and the widest vector */

void slm_arena_init(slm_arena *arena, slm_memory *memory);
void slm_arena_free(slm_arena *arena);

/* `bytes` zeroed bytes aligned to SLM_ALIGN, or NULL when the memory refuses. 0 bytes give a valid
 * pointer. */
void *slm_arena_alloc(slm_arena *arena, size_t bytes);
void *slm_arena_array(slm_arena *arena, size_t count, size_t size); /* NULL on overflow, too */

slm_arena_mark slm_arena_here(const slm_arena *arena);
/* Is the mark of this arena, and not ahead of it? A mark may outlive its arena, in whose place
 * another one then stands. */
bool slm_arena_passed(const slm_arena *arena, slm_arena_mark mark);
void slm_arena_rewind(slm_arena *arena, slm_arena_mark mark);

#endif
