#include "base/utf8.h"

/* A character of n bytes starts with n ones and a zero (one byte: a zero only) and goes on with
 * bytes 10xxxxxx. The shortest form is the only valid one, so each length has a least code. */
static const uint32_t least[SLM_UTF8_BYTES + 1] = {0, 0, 0x80, 0x800, 0x10000};

static size_t length_of(unsigned char first) {
    if (first < 0x80) return 1;
    if ((first & 0xE0) == 0xC0) return 2;
    if ((first & 0xF0) == 0xE0) return 3;
    return (first & 0xF8) == 0xF0 ? 4 : 0;
}

size_t slm_utf8_read(const char *text, size_t length, uint32_t *code) {
    if (!length) return 0;
    const unsigned char *byte = (const unsigned char *)text;
    const size_t n = length_of(byte[0]);
    if (!n || n > length) return 0;
    uint32_t value = n == 1 ? byte[0] : byte[0] & (0x7Fu >> n);
    for (size_t i = 1; i < n; i++) {
        if ((byte[i] & 0xC0) != 0x80) return 0;
        value = value << 6 | (byte[i] & 0x3F);
    }
    const int is_surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value < least[n] || value >= SLM_CODE_POINTS || is_surrogate) return 0;
    *code = value;
    return n;
}

size_t slm_utf8_write(uint32_t code, char text[SLM_UTF8_BYTES]) {
    size_t n = 1;
    while (n < SLM_UTF8_BYTES && code >= least[n + 1]) n++;
    for (size_t i = n; i-- > 1; code >>= 6) text[i] = (char)(0x80 | (code & 0x3F));
    text[0] = (char)(n == 1 ? code : (0xF00u >> n & 0xF0u) | code);
    return n;
}
