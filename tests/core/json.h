/* A small JSON reader for tests: is a text one well-formed value, and what stands at a path? */
#ifndef SLM_TESTS_JSON_H
#define SLM_TESTS_JSON_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const char *json_skip(const char *s); /* past one value; NULL when there is none */

static inline const char *json_space(const char *s) {
    while (*s == ' ' || *s == '\n' || *s == '\t' || *s == '\r') s++;
    return s;
}

static inline const char *json_string_end(const char *s) {
    for (s++; *s != '"'; s++) {
        if ((unsigned char)*s < 0x20) return NULL; /* the end of the text, too */
        if (*s != '\\') continue;
        s++;
        if (*s == 'u') {
            for (int i = 0; i < 4; i++)
                if (!*++s || !strchr("0123456789abcdefABCDEF", *s)) return NULL;
        } else if (!*s || !strchr("\"\\/bfnrt", *s)) {
            return NULL;
        }
    }
    return s + 1;
}

static inline const char *json_number_end(const char *s) {
    if (*s == '-') s++;
    if (*s == '0' && s[1] >= '0' && s[1] <= '9') return NULL;
    size_t digits = strspn(s, "0123456789");
    if (!digits) return NULL;
    s += digits;
    if (*s == '.') {
        digits = strspn(++s, "0123456789");
        if (!digits) return NULL;
        s += digits;
    }
    if (*s == 'e' || *s == 'E') {
        s++;
        if (*s == '+' || *s == '-') s++;
        digits = strspn(s, "0123456789");
        if (!digits) return NULL;
        s += digits;
    }
    return s;
}

/* An array or object; both hold values, an object's follow their keys. */
static inline const char *json_list_end(const char *s, char close) {
    s = json_space(s + 1);
    if (*s == close) return s + 1;
    for (;;) {
        if (close == '}') {
            if (*s != '"' || !(s = json_string_end(s)) || *json_space(s) != ':') return NULL;
            s = json_space(s) + 1;
        }
        if (!(s = json_skip(json_space(s)))) return NULL;
        s = json_space(s);
        if (*s == close) return s + 1;
        if (*s++ != ',') return NULL;
        s = json_space(s);
    }
}

static const char *json_skip(const char *s) {
    static const char *const words[] = {"true", "false", "null"};
    for (int i = 0; i < 3; i++)
        if (!strncmp(s, words[i], strlen(words[i]))) return s + strlen(words[i]);
    if (*s == '"') return json_string_end(s);
    if (*s == '[') return json_list_end(s, ']');
    if (*s == '{') return json_list_end(s, '}');
    return json_number_end(s);
}

static inline bool json_valid(const char *s) {
    s = s ? json_skip(json_space(s)) : NULL;
    return s && !*json_space(s);
}

/* The value of `key` in the object at s, or item `index` of the array at s; NULL if there is none.
 * The text is valid. */
static inline const char *json_key(const char *s, const char *key) {
    size_t n = strlen(key);
    if (!s || *s != '{') return NULL;
    for (s = json_space(s + 1); *s == '"'; s = json_space(s + 1)) {
        bool found = !strncmp(s + 1, key, n) && s[n + 1] == '"';
        s = json_space(json_space(json_string_end(s)) + 1);
        if (found) return s;
        s = json_space(json_skip(s));
        if (*s != ',') return NULL;
    }
    return NULL;
}

static inline const char *json_item(const char *s, size_t index) {
    if (!s || *s != '[') return NULL;
    s = json_space(s + 1);
    for (; *s != ']'; index--) {
        if (!index) return s;
        s = json_space(json_skip(s));
        if (*s == ',') s = json_space(s + 1);
    }
    return NULL;
}

/* Does the value at s read exactly so? */
static inline bool json_is(const char *s, const char *text) {
    return s && !strncmp(s, text, strlen(text)) && json_skip(s) == s + strlen(text);
}

#endif
