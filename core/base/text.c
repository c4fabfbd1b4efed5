#include "base/text.h"

#include <string.h>

slm_text slm_text_fixed(char *buffer, size_t capacity) {
    if (capacity) buffer[0] = '\0';
    return (slm_text){.data = buffer, .capacity = capacity};
}

slm_text slm_text_growing(slm_memory *memory) { return (slm_text){.memory = memory}; }

void slm_text_free(slm_text *text) {
    slm_memory_free(text->memory, text->data, text->capacity);
    *text = slm_text_growing(text->memory);
}

static void append(slm_text *text, const char *s, size_t n) {
    if (text->truncated) return;
    if (text->memory) {
        void *block = text->data;
        if (!slm_memory_grow(text->memory, &block, &text->capacity, text->length + n + 1, 1)) {
            text->truncated = true;
            return;
        }
        text->data = block;
    }
    if (text->capacity < text->length + n + 1) {
        text->truncated = true;
        const size_t room = text->capacity > text->length ? text->capacity - text->length - 1 : 0;
        /* Cut where a character of UTF-8 begins: the bytes inside one are 10xxxxxx. */
        while (n && (--n > room || (n && ((unsigned char)s[n] & 0xc0) == 0x80))) {
        }
    }
    if (!text->capacity) return;
    memcpy(text->data + text->length, s, n);
    text->length += n;
    text->data[text->length] = '\0';
}

void slm_text_char(slm_text *text, char c) { append(text, &c, 1); }

void slm_text_add(slm_text *text, const char *s) { append(text, s, strlen(s)); }

void slm_text_int(slm_text *text, int64_t value) {
    char digits[20];
    int n = 0;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do digits[n++] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0) slm_text_char(text, '-');
    while (n) slm_text_char(text, digits[--n]);
}

/* Nine digits of v = d.dddddddd x 10^exponent, rounded half up; returns them as an integer. */
static uint32_t nine_digits(double v, int *exponent) {
    int e = 0;
    while (v >= 1e16) v *= 1e-16, e += 16;
    while (v >= 10) v *= 0.1, e++;
    while (v < 1e-15) v *= 1e16, e -= 16;
    while (v < 1) v *= 10, e--;
    uint32_t digits = (uint32_t)(v * 1e8 + 0.5);
    if (digits >= 1000000000u) digits /= 10, e++;
    *exponent = e;
    return digits;
}

void slm_text_real(slm_text *text, double value) {
    if (value != value) {
        slm_text_add(text, "nan");
        return;
    }
    if (value < 0) slm_text_char(text, '-');
    double v = value < 0 ? -value : value;
    if (v > 1.7976931348623157e308) {
        slm_text_add(text, "inf");
        return;
    }
    if (v == 0) {
        slm_text_char(text, '0');
        return;
    }
    int exponent;
    uint32_t rest = nine_digits(v, &exponent);
    char digits[9];
    int n = 9;
    for (int i = 8; i >= 0; i--, rest /= 10) digits[i] = (char)('0' + rest % 10);
    while (n > 1 && digits[n - 1] == '0') n--;

    bool plain = exponent >= -5 && exponent < 9;
    int point = plain ? exponent + 1 : 1; /* digits before the decimal point */
    if (point <= 0) {
        slm_text_add(text, "0.");
        for (int i = point; i < 0; i++) slm_text_char(text, '0');
        append(text, digits, (size_t)n);
    } else {
        for (int i = 0; i < point; i++) slm_text_char(text, i < n ? digits[i] : '0');
        if (n > point) {
            slm_text_char(text, '.');
            append(text, digits + point, (size_t)(n - point));
        }
    }
    if (!plain) {
        slm_text_char(text, 'e');
        slm_text_int(text, exponent);
    }
}

void slm_text_shape(slm_text *text, const slm_shape *shape) {
    slm_text_char(text, '(');
    for (int i = 0; i < shape->rank; i++) {
        if (i) slm_text_char(text, ',');
        slm_text_int(text, shape->dim[i] == SIZE_MAX ? -1 : (int64_t)shape->dim[i]);
    }
    slm_text_char(text, ')');
}

static void quote(slm_text *text, const char *s) {
    static const char hex[] = "0123456789abcdef";
    slm_text_char(text, '"');
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (c == '"' || c == '\\') slm_text_char(text, '\\');
        if (c >= 0x20) {
            slm_text_char(text, *s);
        } else {
            slm_text_add(text, "\\u00");
            slm_text_char(text, hex[c >> 4]);
            slm_text_char(text, hex[c & 15]);
        }
    }
    slm_text_char(text, '"');
}

/* What stands before a value. It follows another one unless it opens the text, an array or an
 * object. */
static void begin(slm_text *text, const char *key) {
    char last = text->length ? text->data[text->length - 1] : '[';
    if (last != '[' && last != '{') slm_text_char(text, ',');
    if (!key) return;
    quote(text, key);
    slm_text_char(text, ':');
}

static void word(slm_text *text, const char *key, const char *s) {
    begin(text, key);
    slm_text_add(text, s);
}

void slm_json_string(slm_text *text, const char *key, const char *s) {
    if (!s) {
        word(text, key, "null");
        return;
    }
    begin(text, key);
    quote(text, s);
}

void slm_json_open(slm_text *text, const char *key, char bracket) {
    begin(text, key);
    slm_text_char(text, bracket);
}

void slm_json_close(slm_text *text, char bracket) { slm_text_char(text, bracket); }

void slm_json_int(slm_text *text, const char *key, int64_t value) {
    begin(text, key);
    slm_text_int(text, value);
}

void slm_json_real(slm_text *text, const char *key, double value) {
    if (value - value != 0) {
        word(text, key, "null");
        return;
    }
    begin(text, key);
    slm_text_real(text, value);
}

void slm_json_bool(slm_text *text, const char *key, bool value) {
    word(text, key, value ? "true" : "false");
}
