#include "base/status.h"

#include <string.h>

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

static void render(slm_text *out, const slm_arg *arg) {
    switch (arg->kind) {
    case SLM_ARG_TEXT:
        slm_text_add(out, arg->value.text);
        break;
    case SLM_ARG_INT:
        slm_text_int(out, arg->value.integer);
        break;
    case SLM_ARG_REAL:
        slm_text_real(out, arg->value.real);
        break;
    case SLM_ARG_SHAPE:
        slm_text_shape(out, arg->rank, arg->value.shape);
        break;
    }
}

/* Where the placeholder that starts at `open` (a '{') ends; `name` gets what stands between the
 * braces. */
static const char *placeholder(const char *open, char name[16]) {
    size_t n = 0;
    const char *s = open + 1;
    for (; *s != '}'; s++)
        if (n < 15) name[n++] = *s;
    name[n] = '\0';
    return s + 1;
}

static const char *argument_text(const slm_error *err, const char *name) {
    for (int i = 0; i < err->count; i++)
        if (!strcmp(err->name[i], name)) return err->values + err->start[i];
    return "?";
}

slm_status slm_fail_args(slm_error *err, slm_status status, const slm_arg *args, int count) {
    if (!err || err->status != SLM_OK) return status;
    err->status = status;
    err->count = count;
    size_t at = 0;
    for (int i = 0; i < count; i++) {
        slm_text value = slm_text_fixed(err->values + at, sizeof err->values - at);
        render(&value, &args[i]);
        err->name[i] = args[i].name;
        err->kind[i] = args[i].kind;
        err->start[i] = at;
        at += value.length;
        if (at + 1 < sizeof err->values) at++;
    }
    slm_text out = slm_text_fixed(err->sentence, sizeof err->sentence);
    for (const char *s = code_sentence[status]; *s;) {
        char name[16];
        if (*s != '{') {
            slm_text_char(&out, *s++);
            continue;
        }
        s = placeholder(s, name);
        slm_text_add(&out, argument_text(err, name));
    }
    return status;
}

void slm_error_reset(slm_error *err) {
    err->status = SLM_OK;
    err->count = 0;
    err->sentence[0] = '\0';
}

void slm_error_write(const slm_error *err, slm_text *out) {
    slm_json_open(out, '{');
    slm_json_key(out, "code");
    slm_json_string(out, slm_status_name(err->status));
    slm_json_key(out, "text");
    slm_json_string(out, err->sentence);
    slm_json_key(out, "args");
    slm_json_open(out, '{');
    for (int i = 0; i < err->count; i++) {
        slm_json_key(out, err->name[i]);
        slm_json_string(out, err->values + err->start[i]);
    }
    slm_json_close(out, '}');
    slm_json_close(out, '}');
}

void slm_errors_describe(slm_text *out) {
    slm_json_open(out, '[');
    for (int i = 1; i < CODES; i++) {
        slm_json_open(out, '{');
        slm_json_key(out, "code");
        slm_json_string(out, code_name[i]);
        slm_json_key(out, "text");
        slm_json_string(out, code_sentence[i]);
        slm_json_key(out, "args");
        slm_json_open(out, '[');
        for (const char *s = code_sentence[i]; (s = strchr(s, '{'));) {
            char name[16];
            s = placeholder(s, name);
            slm_json_string(out, name);
        }
        slm_json_close(out, ']');
        slm_json_close(out, '}');
    }
    slm_json_close(out, ']');
}
