#include "base/status.h"

#include <string.h>

/* Defined beside functions that every program needs: a program that links both libraries then
 * defines those twice, which the linker refuses. */
const char SLM_BUILT_FOR = (char)sizeof(slm_real);

static const char *const code_name[] = {
    "OK",
#define SLM_X(code, sentence) #code,
#include "base/errors.def"
#undef SLM_X
};

static const char *const code_sentence[] = {
    "no error",
#define SLM_X(code, sentence) sentence,
#include "base/errors.def"
#undef SLM_X
};

enum { CODES = (int)(sizeof code_name / sizeof code_name[0]) };

const char *slm_status_name(slm_status status) {
    return (int)status >= 0 && (int)status < CODES ? code_name[status] : "UNKNOWN";
}

const char *slm_status_sentence(slm_status status) {
    return (int)status >= 0 && (int)status < CODES ? code_sentence[status] : NULL;
}

/* A placeholder of a sentence, from its '{' on. */
typedef struct {
    char name[SLM_ERROR_NAME];
    char kind; /* the first letter of int, uint, long, real or shape; 0 for text */
} placeholder;

/* Returns what follows the '}'. */
static const char *read_placeholder(const char *open, placeholder *p) {
    const char *s = open + 1;
    size_t n = 0;
    for (; *s != '}' && *s != ':'; s++)
        if (n < sizeof p->name - 1) p->name[n++] = *s;
    p->name[n] = '\0';
    p->kind = *s == ':' ? s[1] : '\0';
    while (*s != '}') s++;
    return s + 1;
}

static void render(slm_text *out, char kind, slm_value value) {
    switch (kind) {
    case 'i':
        slm_text_int(out, (intptr_t)value);
        break;
    case 'u':
        slm_text_int(out, (uint64_t)value > INT64_MAX ? INT64_MAX : (int64_t)value);
        break;
    case 'l':
        slm_text_int(out, *(const int64_t *)value);
        break;
    case 'r':
        slm_text_real(out, *(const double *)value);
        break;
    case 's':
        slm_text_shape(out, (const slm_shape *)value);
        break;
    default:
        slm_text_add(out, (const char *)value);
    }
}

/* The position of an argument by name; one that is named for the first time is rendered. */
static int find_or_render(slm_error *err, const placeholder *p, const slm_value *values) {
    for (int i = 0; i < err->count; i++)
        if (!strcmp(err->name[i], p->name)) return i;
    int i = err->count++;
    size_t at = i ? err->start[i - 1] + strlen(err->values + err->start[i - 1]) + 1 : 0;
    if (at > sizeof err->values - 1) at = sizeof err->values - 1;
    slm_text value = slm_text_fixed(err->values + at, sizeof err->values - at);
    render(&value, p->kind, values[i]);
    memcpy(err->name[i], p->name, sizeof p->name);
    err->start[i] = at;
    return i;
}

slm_status slm_fail(slm_error *err, slm_status status, slm_value a, slm_value b, slm_value c,
                    slm_value d, slm_value e, slm_value f) {
    if (!err) return status;
    if (!err->own) err->own = status;
    if (err->status != SLM_OK) return status;
    const slm_value values[SLM_ERROR_ARGS] = {a, b, c, d, e, f};
    err->status = status;
    err->count = 0;
    slm_text out = slm_text_fixed(err->sentence, sizeof err->sentence);
    for (const char *s = code_sentence[status]; *s;) {
        if (*s != '{') {
            slm_text_char(&out, *s++);
            continue;
        }
        placeholder p;
        s = read_placeholder(s, &p);
        slm_text_add(&out, err->values + err->start[find_or_render(err, &p, values)]);
    }
    return status;
}

slm_status slm_fail_null(slm_error *err, const char *op, const char *what) {
    return SLM_FAIL(err, SLM_E_NULL, SLM_TEXT("op", op), SLM_TEXT("what", what));
}

slm_status slm_fail_value(slm_error *err, const char *op, const char *key, double value,
                          const char *rule) {
    return SLM_FAIL(err, SLM_E_VALUE, SLM_TEXT("op", op), SLM_TEXT("key", key),
                    SLM_NUMBER("value", &value), SLM_TEXT("rule", rule));
}

slm_status slm_fail_relation(slm_error *err, const char *op, const char *key, double value,
                             const char *other, double bound, const char *rule) {
    return SLM_FAIL(err, SLM_E_RELATION, SLM_TEXT("op", op), SLM_TEXT("key", key),
                    SLM_NUMBER("value", &value), SLM_TEXT("other", other),
                    SLM_NUMBER("bound", &bound), SLM_TEXT("rule", rule));
}

void slm_error_reset(slm_error *err) {
    err->status = SLM_OK;
    err->count = 0;
    err->sentence[0] = '\0';
}

void slm_error_write(const slm_error *err, slm_text *out) {
    slm_json_open(out, NULL, '{');
    slm_json_string(out, "code", slm_status_name(err->status));
    slm_json_string(out, "text", err->sentence);
    slm_json_open(out, "args", '{');
    for (int i = 0; i < err->count; i++) {
        slm_json_string(out, err->name[i], err->values + err->start[i]);
    }
    slm_json_close(out, '}');
    slm_json_close(out, '}');
}

/* The sentence with bare names in its braces: kinds are the engine's own business. */
static void write_template(slm_text *out, const char *key, const char *sentence) {
    char plain[SLM_ERROR_TEXT];
    slm_text text = slm_text_fixed(plain, sizeof plain);
    for (const char *s = sentence; *s;) {
        placeholder p;
        slm_text_char(&text, *s);
        if (*s++ != '{') continue;
        s = read_placeholder(s - 1, &p);
        slm_text_add(&text, p.name);
        slm_text_char(&text, '}');
    }
    slm_json_string(out, key, plain);
}

void slm_errors_describe(slm_text *out) {
    slm_json_open(out, NULL, '[');
    for (int i = 1; i < CODES; i++) {
        slm_json_open(out, NULL, '{');
        slm_json_string(out, "code", code_name[i]);
        write_template(out, "text", code_sentence[i]);
        slm_json_open(out, "args", '[');
        for (const char *s = code_sentence[i]; (s = strchr(s, '{'));) {
            placeholder p;
            s = read_placeholder(s, &p);
            slm_json_string(out, NULL, p.name);
        }
        slm_json_close(out, ']');
        slm_json_close(out, '}');
    }
    slm_json_close(out, ']');
}
