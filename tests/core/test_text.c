/* Strings under construction: numbers, shapes, JSON, truncation, and memory that is refused. */
#include "check.h"

#include "base/rng.h"
#include "base/text.h"

#include <stdlib.h>

static char buffer[64];

static const char *real(double v) {
    slm_text t = slm_text_fixed(buffer, sizeof buffer);
    slm_text_real(&t, v);
    return buffer;
}

static const char *integer(int64_t v) {
    slm_text t = slm_text_fixed(buffer, sizeof buffer);
    slm_text_int(&t, v);
    return buffer;
}

static void reals(void) {
    TEST("reals");
    CHECK_STR(real(0), "0");
    CHECK_STR(real(-0.0), "0");
    CHECK_STR(real(1), "1");
    CHECK_STR(real(-1.5), "-1.5");
    CHECK_STR(real(0.1), "0.1");
    CHECK_STR(real((double)0.1f), "0.100000001");
    CHECK_STR(real(0.00001), "0.00001");
    CHECK_STR(real(0.0000012), "1.2e-6");
    CHECK_STR(real(123456789), "123456789");
    CHECK_STR(real(1234567890), "1.23456789e9");
    CHECK_STR(real(100000000), "100000000");
    CHECK_STR(real(1e9), "1e9");
    CHECK_STR(real(999999999.7), "1e9");
    CHECK_STR(real(0.99999999999), "1");
    CHECK_STR(real(1.0 / 3), "0.333333333");
    CHECK_STR(real(2.0 / 3), "0.666666667");
    CHECK_STR(real(1e300), "1e300");
    CHECK_STR(real(-1.7976931348623157e308), "-1.79769313e308");
    CHECK_STR(real(2.2250738585072014e-308), "2.22507386e-308");
    CHECK_STR(real(5e-324), "4.94065646e-324");
    CHECK_STR(real((double)INFINITY), "inf");
    CHECK_STR(real(-(double)INFINITY), "-inf");
    CHECK_STR(real((double)NAN), "nan");

    TEST("nine digits are within 5 parts in 10^9");
    double v = 1.2345678912345e-300;
    for (int i = 0; i < 1200; i++, v *= 3.1) {
        if (v > 1e300) v = 7.7e-299;
        CHECK_NEAR(strtod(real(v), NULL), v, v * 5.0001e-9);
        CHECK_NEAR(strtod(real(-v), NULL), -v, v * 5.0001e-9);
    }

    TEST("and tell every float from its neighbours");
    slm_rng rng = slm_rng_seeded(1);
    size_t lost = 0;
    for (int i = 0; i < 50000; i++) {
        uint32_t bits = (uint32_t)slm_rng_next(&rng) & 0x7fffffffu;
        float f;
        memcpy(&f, &bits, sizeof f);
        if (isfinite(f)) lost += (float)strtod(real((double)f), NULL) != f;
    }
    CHECK_INT(lost, 0);

    TEST("integers");
    CHECK_STR(integer(0), "0");
    CHECK_STR(integer(-7), "-7");
    CHECK_STR(integer(INT64_MAX), "9223372036854775807");
    CHECK_STR(integer(INT64_MIN), "-9223372036854775808");

    TEST("shapes");
    slm_text t = slm_text_fixed(buffer, sizeof buffer);
    slm_text_shape(&t, &(slm_shape){0});
    slm_text_shape(&t, &(slm_shape){1, {4}});
    slm_text_shape(&t, &(slm_shape){3, {2, 0, 10}});
    CHECK_STR(buffer, "()(4)(2,0,10)");
}

static void json(void) {
    TEST("JSON: commas and escapes");
    slm_text t = slm_text_fixed(buffer, sizeof buffer);
    slm_json_open(&t, NULL, '{');
    slm_json_open(&t, "a", '[');
    slm_json_int(&t, NULL, 1);
    slm_json_real(&t, NULL, 0.5);
    slm_json_bool(&t, NULL, false);
    slm_json_real(&t, NULL, (double)NAN);
    slm_json_real(&t, NULL, (double)INFINITY);
    slm_json_string(&t, NULL, NULL);
    slm_json_open(&t, NULL, '{');
    slm_json_close(&t, '}');
    slm_json_close(&t, ']');
    slm_json_bool(&t, "b", true);
    slm_json_close(&t, '}');
    CHECK_STR(buffer, "{\"a\":[1,0.5,false,null,null,null,{}],\"b\":true}");
    CHECK(!t.truncated);

    t = slm_text_fixed(buffer, sizeof buffer);
    slm_json_string(&t, NULL, "q\" b\\ t\t \x1f [");
    slm_json_string(&t, NULL, "");
    CHECK_STR(buffer, "\"q\\\" b\\\\ t\\u0009 \\u001f [\",\"\"");
}

static void truncation(void) {
    TEST("what does not fit is cut");
    char small[8];
    memset(small, '#', sizeof small);
    slm_text t = slm_text_fixed(small, 6);
    slm_text_add(&t, "abc");
    CHECK(!t.truncated);
    slm_text_add(&t, "defg");
    CHECK_STR(small, "abcde");
    CHECK(t.truncated && t.length == 5);
    slm_text_char(&t, 'x');
    slm_text_int(&t, 12);
    CHECK_STR(small, "abcde");
    CHECK(small[6] == '#' && small[7] == '#');
    t = slm_text_fixed(small, 6);
    slm_text_add(&t, "12345"); /* just fits */
    CHECK(!t.truncated);
    slm_text_char(&t, '6');
    CHECK(t.truncated);
    CHECK_STR(small, "12345");

    TEST("and not inside a character");
    const char *const cut[] = {"a", "a", "a", "a\xea\xb0\x80", "a\xea\xb0\x80"}; /* room 2 to 6 */
    for (size_t room = 2; room <= 6; room++) {
        slm_text korean = slm_text_fixed(buffer, room);
        slm_text_add(&korean, "a");
        slm_text_add(&korean, "\xea\xb0\x80\xeb\x82\x98");
        CHECK_STR(buffer, cut[room - 2]);
        CHECK(korean.truncated);
    }

    TEST("no room at all");
    t = slm_text_fixed(NULL, 0);
    slm_text_add(&t, "x");
    CHECK(t.truncated && t.length == 0);
    t = slm_text_fixed(small, 1);
    slm_text_add(&t, "x");
    CHECK_STR(small, "");
}

static void growing(void) {
    TEST("a text that grows");
    slm_memory memory;
    slm_memory_init(&memory, NULL);
    slm_text t = slm_text_growing(&memory);
    for (int i = 0; i < 1000; i++) slm_text_add(&t, "0123456789");
    CHECK_INT(t.length, 10000);
    CHECK(!t.truncated && strlen(t.data) == 10000);
    CHECK_INT(memory.in_use, t.capacity);

    TEST("and cannot");
    memory.limit = memory.in_use;
    for (int i = 0; i < 10000; i++) slm_text_add(&t, "0123456789");
    CHECK(t.truncated);
    size_t length = t.length;
    slm_text_add(&t, "more");
    CHECK_INT(t.length, length);
    CHECK_INT(strlen(t.data), length);
    slm_text_free(&t);
    CHECK_INT(memory.in_use, 0);
    CHECK(!t.data && !t.truncated);
}

int main(void) {
    reals();
    json();
    truncation();
    growing();
    return check_report("test_text");
}
