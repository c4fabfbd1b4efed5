/* What the exported functions share. Each takes and gives only numbers: handles, tensor ids,
 * pointers into the module's memory. They trust a pointer that comes from memory.js and nothing
 * else: a context or trainer is a handle (handles.c), a tensor its id, both looked up at every
 * call.
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
 */
typedef enum { SLM_FREE, SLM_CONTEXT, SLM_TRAINER } slm_handle_kind;

/* 0 when there is no memory. A handle whose owner is freed goes with it; owner 0: none. */
uint32_t slm_handle_new(slm_handle_kind kind, void *object, uint32_t owner);
void *slm_handle_find(uint32_t handle, slm_handle_kind kind); /* NULL: not valid; no refusal */
void slm_handle_free(uint32_t handle);

/* The same, leaving a refusal that `failed` reports when there is no such object. */
slm_ctx *slm_context_of(uint32_t context);
slm_tensor *slm_tensor_of(slm_ctx *slm, uint32_t id); /* id 0 and slm NULL: NULL, no new refusal */
void slm_refuse(const char *what, uint32_t handle);

/* A 64-bit number in two halves: JavaScript passes 32 bits or a double. */
static inline uint64_t slm_join(uint32_t low, uint32_t high) { return (uint64_t)high << 32 | low; }

static inline uint32_t slm_address(const void *pointer) { return (uint32_t)(uintptr_t)pointer; }

#endif
