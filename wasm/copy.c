/* memcpy, memmove and memset of the modules. What a small network copies, such as a row of a batch
 * or a layer's gradient, is a loop over registers: the instructions that copy and fill memory are a
 * call out of WebAssembly in V8, which costs more than such a loop does. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { FEW = 1024 }; /* bytes */

typedef uint8_t wide __attribute__((vector_size(16), aligned(1), may_alias));
typedef uint32_t word __attribute__((aligned(1), may_alias));

void *memmove(void *to, const void *from, size_t n) {
    __asm__ volatile("local.get %0\n"
                     "local.get %1\n"
                     "local.get %2\n"
                     "memory.copy 0, 0" ::"r"(to),
                     "r"(from), "r"(n)
                     : "memory");
    return to;
}

void *memcpy(void *restrict to, const void *restrict from, size_t n) {
    if (n > FEW) return memmove(to, from, n);
    unsigned char *t = to;
    const unsigned char *f = from;
    for (; n >= sizeof(wide); n -= sizeof(wide), t += sizeof(wide), f += sizeof(wide))
        *(wide *)t = *(const wide *)f;
    for (; n >= sizeof(word); n -= sizeof(word), t += sizeof(word), f += sizeof(word))
        *(word *)t = *(const word *)f;
    for (; n; n--) *t++ = *f++;
    return to;
}

void *memset(void *to, int value, size_t n) {
    unsigned char *t = to;
    if (n > FEW) {
        __asm__ volatile("local.get %0\n"
                         "local.get %1\n"
                         "local.get %2\n"
                         "memory.fill 0" ::"r"(to),
                         "r"(value), "r"(n)
                         : "memory");
        return to;
    }
    const wide same = (unsigned char)value - (wide){0};
    for (; n >= sizeof(wide); n -= sizeof(wide), t += sizeof(wide)) *(wide *)t = same;
    for (; n; n--) *t++ = (unsigned char)value;
    return to;
}
