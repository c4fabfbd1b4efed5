/* Which levels there are, and which of them this machine can run. */
#include "ops/level.h"

#ifdef SLM_WIDE
extern const slm_level slm_level_here_avx2, slm_level_here_avx512;

typedef struct {
    unsigned a, b, c, d;
} registers;

static registers ask(unsigned leaf) {
    registers r;
    __asm__("cpuid" : "=a"(r.a), "=b"(r.b), "=c"(r.c), "=d"(r.d) : "a"(leaf), "c"(0));
    return r;
}

/* The registers that the operating system saves: bits 1 and 2 for those of 16 and 32 bytes, 5 to 7
 * for those of 64. */
static unsigned saved_registers(void) {
    unsigned low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

static bool has(unsigned bits, unsigned wanted) { return (bits & wanted) == wanted; }

/* The last of the list that this machine can run. Each question to the processor can take a
 * microsecond in a virtual machine. */
static size_t last_level(void) {
    const unsigned xsave = 1u << 27, avx2 = 1u << 5;
    const unsigned avx512 = 1u << 16 | 1u << 17 | 1u << 30 | 1u << 31; /* F, DQ, BW, VL */
    if (ask(0).a < 7 || !has(ask(1).c, xsave)) return 0;
    const unsigned features = ask(7).b, saved = saved_registers();
    if (!has(features, avx2) || !has(saved, 0x06)) return 0;
    return has(features, avx512) && has(saved, 0xe6) ? 2 : 1;
}

static const slm_level *const list[] = {&slm_level_here, &slm_level_here_avx2,
                                        &slm_level_here_avx512};
#else
static size_t last_level(void) { return 0; }

static const slm_level *const list[] = {&slm_level_here};
#endif

const slm_level *slm_level_at(size_t i) { return i <= last_level() ? list[i] : NULL; }

const slm_level *slm_level_widest(void) { return list[last_level()]; }

const slm_op *slm_level_op(const slm_level *level, const slm_op *op) {
    for (size_t i = 0; slm_op_at(i); i++)
        if (slm_op_at(i) == op) return level->op_at(i);
    return op;
}
