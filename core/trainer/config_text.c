/* Values as text, read and written without the C library: its numbers depend on a locale. */
#include "trainer/config.h"

#include <string.h>

/* --- Numbers --- */

static bool digit(char c) { return c >= '0' && c <= '9'; }

/* value * 10^exponent, exact steps first: up to 2^53 and 10^22 the result is the nearest double. */
static double scaled(double value, int exponent) {
    for (; exponent > 22; exponent -= 22) value *= 1e22;
    for (; exponent < -22; exponent += 22) value /= 1e22;
    double power = 1;
    for (int i = 0; i < (exponent < 0 ? -exponent : exponent); i++) power *= 10;
    return exponent < 0 ? value / power : value * power;
}

/* digits * 10^exponent. No text is long enough, and no written exponent counts so far, to wrap
 * the exponent. */
typedef struct {
    bool negative;
    bool cut; /* there were more digits, not all of them 0 */
    uint64_t digits;
    int64_t exponent;
} decimal;

/* [+-]digits[.digits][e[+-]digits], the whole of [s, end) */
static bool read_decimal(const char *s, const char *end, decimal *out) {
    decimal d = {.negative = s < end && *s == '-'};
    bool any = false, point = false;
    int64_t written = 0;
    if (s < end && (*s == '-' || *s == '+')) s++;
    for (; s < end && (digit(*s) || (*s == '.' && !point)); s++) {
        if (*s == '.') {
            point = true;
            continue;
        }
        any = true;
        if (d.digits < UINT64_MAX / 100) {
            d.digits = d.digits * 10 + (uint64_t)(*s - '0');
            d.exponent -= point;
        } else {
            d.cut |= *s != '0';
            d.exponent += !point;
        }
    }
    if (any && s < end && (*s == 'e' || *s == 'E')) {
        bool down = ++s < end && *s == '-';
        if (s < end && (*s == '-' || *s == '+')) s++;
        any = s < end;
        for (; s < end && digit(*s); s++)
            if (written < INT64_MAX / 100) written = written * 10 + (*s - '0');
        d.exponent += down ? -written : written;
    }
    *out = d;
    return any && s == end;
}

/* Near enough for the nine digits that count; the digits that were cut off, a double does not tell
 * apart. */
static bool read_real(const char *s, const char *end, double *out) {
    decimal d;
    if (!read_decimal(s, end, &d)) return false;
    if (d.exponent > 400 || d.exponent < -400) d.exponent = d.exponent > 0 ? 400 : -400;
    double value = scaled((double)d.digits, (int)d.exponent);
    *out = d.negative ? -value : value;
    return value <= 1.7976931348623157e308;
}

/* Exactly: no fraction is too small to be seen, and none is made of a whole number. */
static bool read_whole(const char *s, const char *end, double *out) {
    const uint64_t most = (uint64_t)1 << 53;
    decimal d;
    if (!read_decimal(s, end, &d) || d.cut) return false;
    for (; d.digits && d.exponent < 0; d.exponent++, d.digits /= 10)
        if (d.digits % 10) return false;
    for (; d.digits && d.digits <= most && d.exponent > 0; d.exponent--) d.digits *= 10;
    *out = d.negative ? -(double)d.digits : (double)d.digits;
    return d.digits <= most;
}

/* What is said again is what is meant: digits that slm_text_real would not write do not count, so
 * that a configuration read back gives the same run. */
static bool read_as_written(const char *s, const char *end, double *value) {
    char buffer[32];
    if (!read_real(s, end, value)) return false;
    slm_text text = slm_text_fixed(buffer, sizeof buffer);
    slm_text_real(&text, *value);
    return read_real(buffer, buffer + text.length, value);
}

static bool read_bounded(const slm_key_spec *spec, const char *s, const char *end, double *out) {
    double value;
    const bool real = spec->kind == SLM_KIND_REAL || spec->kind == SLM_KIND_BELOW;
    if (real ? !read_as_written(s, end, &value) : !read_whole(s, end, &value)) return false;
    if (!(value >= spec->low &&
          (spec->kind == SLM_KIND_BELOW ? value < spec->high : value <= spec->high)))
        return false;
    *out = value == 0 ? 0 : value; /* no -0 */
    return true;
}

/* --- Lists --- */

static bool read_choice(const slm_key_spec *spec, const char *s, const char *end, int *out) {
    size_t length = (size_t)(end - s);
    const char *name;
    for (int i = 0; (name = spec->choice(i)); i++)
        if (strlen(name) == length && !memcmp(name, s, length)) {
            *out = i;
            return true;
        }
    return false;
}

static bool read_item(const slm_key_spec *spec, const char *s, const char *end, int *out) {
    if (spec->choice) return read_choice(spec, s, end, out);
    double number;
    if (!read_bounded(spec, s, end, &number)) return false;
    *out = (int)number;
    return true;
}

/* Items apart by commas, spaces around them free. An empty text is an empty list. */
static bool read_list(const slm_key_spec *spec, const char *s, slm_setting *out) {
    while (*s == ' ') s++;
    if (!*s) return true;
    for (;;) {
        const char *comma = strchr(s, ',');
        const char *end = comma ? comma : s + strlen(s);
        while (*s == ' ') s++;
        while (end > s && end[-1] == ' ') end--;
        if (out->count == SLM_MLP_HIDDEN || !read_item(spec, s, end, &out->item[out->count]))
            return false;
        out->count++;
        if (!comma) return true;
        s = comma + 1;
    }
}

/* --- Values --- */

static void write_choices(const slm_key_spec *spec, slm_text *out) {
    for (int i = 0; spec->choice(i); i++) {
        if (i) slm_text_add(out, ", ");
        slm_text_add(out, spec->choice(i));
    }
}

static void write_rule(const slm_key_spec *spec, slm_text *out) {
    switch (spec->kind) {
    case SLM_KIND_INT:
        slm_text_add(out, "a whole number from ");
        break;
    case SLM_KIND_REAL:
    case SLM_KIND_BELOW:
        slm_text_add(out, "a number from ");
        break;
    case SLM_KIND_CHOICES:
        slm_text_add(out, "1 to 6, apart by commas, of ");
        write_choices(spec, out);
        return;
    case SLM_KIND_CHOICE:
        write_choices(spec, out);
        return;
    case SLM_KIND_WIDTHS:
        slm_text_add(out, "up to 6 whole numbers, apart by commas, each from ");
        break;
    }
    slm_text_real(out, spec->low);
    slm_text_add(out, spec->kind == SLM_KIND_BELOW ? " up to, not including, " : " to ");
    if (spec->high == (double)(int64_t)spec->high)
        slm_text_int(out, (int64_t)spec->high);
    else
        slm_text_real(out, spec->high);
}

static slm_status refuse(const slm_key_spec *spec, const char *text, slm_error *err) {
    char buffer[256];
    slm_text rule = slm_text_fixed(buffer, sizeof buffer);
    write_rule(spec, &rule);
    return SLM_FAIL(err, spec->choice ? SLM_E_KEY_CHOICE : SLM_E_KEY_NUMBER,
                    SLM_TEXT("key", spec->key), SLM_TEXT("value", *text ? text : "empty"),
                    SLM_TEXT("rule", buffer));
}

slm_status slm_config_parse(slm_key key, const char *text, slm_setting *value, slm_error *err) {
    const slm_key_spec *spec = &slm_keys[key];
    const char *end = text + strlen(text);
    slm_setting read = {0};
    int choice = 0;
    bool right = false;
    switch (spec->kind) {
    case SLM_KIND_INT:
    case SLM_KIND_REAL:
    case SLM_KIND_BELOW:
        right = read_bounded(spec, text, end, &read.number);
        break;
    case SLM_KIND_CHOICE:
        right = read_choice(spec, text, end, &choice);
        read.number = choice;
        break;
    case SLM_KIND_CHOICES:
        right = read_list(spec, text, &read) && read.count > 0;
        break;
    case SLM_KIND_WIDTHS:
        right = read_list(spec, text, &read);
        break;
    }
    if (!right) return refuse(spec, text, err);
    *value = read;
    return SLM_OK;
}

void slm_config_write(slm_key key, const slm_setting *value, slm_text *out) {
    const slm_key_spec *spec = &slm_keys[key];
    switch (spec->kind) {
    case SLM_KIND_INT:
        slm_text_int(out, (int64_t)value->number);
        return;
    case SLM_KIND_REAL:
    case SLM_KIND_BELOW:
        slm_text_real(out, value->number);
        return;
    case SLM_KIND_CHOICE:
        slm_text_add(out, spec->choice((int)value->number));
        return;
    case SLM_KIND_CHOICES:
    case SLM_KIND_WIDTHS:
        for (int i = 0; i < value->count; i++) {
            if (i) slm_text_char(out, ',');
            if (spec->choice)
                slm_text_add(out, spec->choice(value->item[i]));
            else
                slm_text_int(out, value->item[i]);
        }
        return;
    }
}
