/* What the exported functions share. Each takes and gives only numbers: handles, tensor ids,
 * pointers into the module's memory. They trust a pointer that comes from heap.js and nothing else:
 * a context or trainer is a handle (handles.c), a tensor its id, both looked up at every call.
 *
 * A function that fails returns 0 or NaN, and `failed` (errors.c) then says so. The exported name
 * stands in the function's own definition; there is no second list. */
#ifndef SLM_WASM_BRIDGE_H
#define SLM_WASM_BRIDGE_H

#include "slm.h"

#define SLM_EXPORT(type, name, ...)                                                                \
    __attribute__((export_name(#name))) type slm_js_##name(__VA_ARGS__);                           \
    type slm_js_##name(__VA_ARGS__)

/* Handles: a slot and the number of times it has been given out, so that an old one is recognised.
 * A trainer's handle is also that of its context. Layers and optimizers belong to a context and go
 * with it. */
typedef enum { SLM_FREE, SLM_CONTEXT, SLM_TRAINER, SLM_OPTIMIZER, SLM_LINEAR, SLM_MLP } slm_kind;

/* Room for one more handle; false: there is none, and slm_js_refused says of how many bytes. Asked
 * for before the object is made: what has a handle then needs no undoing. */
bool slm_handle_room(void);

/* `object` of `bytes` bytes from slm_counted_alloc, or of 0 bytes when another owns it, is given
 * over; there is room. owner 0: none. */
uint32_t slm_handle_new(slm_kind kind, void *object, size_t bytes, uint32_t owner);
void *slm_handle_find(uint32_t handle, slm_kind kind); /* NULL: not valid; no refusal */
void slm_handle_free(uint32_t handle);                 /* and all that it owns */
void slm_handle_free_owned(uint32_t owner);            /* only what it owns */

/* Memory (heap.c); NULL: there is no more. What is given back is as large as it was asked for. */
void *slm_heap_alloc(size_t bytes);
void slm_heap_free(void *block, size_t bytes); /* block may be NULL */

/* The same, counted with the memory of the contexts. */
void *slm_counted_alloc(void *user, size_t bytes);
void slm_counted_free(void *user, void *block, size_t bytes);

/* Bytes that were not there the last time that memory was asked for in vain. */
extern size_t slm_js_refused;

/* Look-ups (handles.c). They return NULL when there is no such object and leave a refusal, which
 * `failed` reports (errors.c). The engine does nothing with a NULL and records its own error, which
 * goes with the refusal. */
slm_ctx *slm_context_of(uint32_t context); /* of a trainer, too */
slm_trainer *slm_trainer_of(uint32_t trainer);
slm_tensor *slm_tensor_of(slm_ctx *slm, uint32_t id); /* id 0 and slm NULL: NULL, no new refusal */
void *slm_owned(uint32_t context, uint32_t handle, slm_kind kind, const char *what);
slm_ctx *slm_context_or_null(uint32_t context); /* leaves no refusal */

typedef struct {
    const char *what; /* NULL: nothing was refused */
    uint32_t handle;
} slm_refusal;
extern slm_refusal slm_js_refusal; /* the first since it was cleared */

/* The bytes that the last save made, until bytes_free (tape.c). */
extern slm_bytes slm_js_saved;

/* A 64-bit number in two halves: JavaScript passes 32 bits or a double. */
static inline uint64_t slm_join(uint32_t low, uint32_t high) { return (uint64_t)high << 32 | low; }

static inline uint32_t slm_address(const void *pointer) { return (uint32_t)(uintptr_t)pointer; }

#endif
