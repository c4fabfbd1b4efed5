/* Bytes in one fixed form: little-endian, read back as written, never past their end. */
#include "check.h"

#include "base/bytes.h"

static void round_trip(void) {
    TEST("what is written is read");
    slm_memory memory;
    slm_memory_init(&memory, NULL);
    slm_writer w = slm_writer_start(&memory);
    const slm_real reals[] = {SLM_REAL(1.5), SLM_REAL(-0.0), SLM_INFINITY};
    const int32_t ints[] = {INT32_MIN, -1, 7};
    slm_write_u8(&w, 0xab);
    slm_write_u32(&w, 0x01020304u);
    slm_write_u64(&w, 0x0102030405060708u);
    slm_write_f64(&w, -2.5);
    slm_write_string(&w, "name");
    slm_write_string(&w, "");
    slm_write_string(&w, NULL);
    slm_write_reals(&w, reals, 3);
    slm_write_ints(&w, ints, 3);
    slm_write_raw(&w, NULL, 0);
    CHECK(!w.failed);
    const unsigned char start[] = {0xab, 4, 3, 2, 1, 8, 7, 6, 5, 4, 3, 2, 1};
    CHECK(!memcmp(w.data, start, sizeof start));

    slm_reader r = slm_reader_start(w.data, w.length);
    char name[5];
    bool absent;
    CHECK_INT(slm_read_u8(&r), 0xab);
    CHECK_INT(slm_read_u32(&r), 0x01020304);
    CHECK(slm_read_u64(&r) == 0x0102030405060708u);
    CHECK_NEAR(slm_read_f64(&r), -2.5, 0);
    CHECK(slm_read_string(&r, name, sizeof name, &absent) && !absent);
    CHECK_STR(name, "name");
    CHECK(slm_read_string(&r, name, sizeof name, &absent) && !absent);
    CHECK_STR(name, "");
    CHECK(slm_read_string(&r, name, sizeof name, &absent) && absent);
    slm_real back[3];
    int32_t back_ints[3];
    CHECK(slm_read_reals(&r, back, 3, sizeof(slm_real)));
    CHECK(!memcmp(back, reals, sizeof reals));
    CHECK(slm_read_ints(&r, back_ints, 3));
    CHECK(!memcmp(back_ints, ints, sizeof ints));
    CHECK(r.at == r.length && !r.failed);
    slm_writer_free(&w);
    CHECK(!w.data && memory.in_use == 0);

    TEST("reals of the other width");
    const unsigned char narrow[] = {0, 0, 0xc0, 0x3f}, wide[] = {0, 0, 0, 0, 0, 0, 0xf8, 0xbf};
    r = slm_reader_start(narrow, 4);
    CHECK(slm_read_reals(&r, back, 1, 4));
    CHECK_NEAR(back[0], 1.5, 0);
    r = slm_reader_start(wide, 8);
    CHECK(slm_read_reals(&r, back, 1, 8));
    CHECK_NEAR(back[0], -1.5, 0);
}

static void ends(void) {
    const unsigned char data[] = {3, 0, 0, 0, 'a', 'b', 'c', 0, 0, 0};
    char name[8];
    bool absent;
    slm_real real[2];
    int32_t integer[2];
    TEST("a reader that has failed reads zeros from then on");
    slm_reader r = slm_reader_start(data, 3);
    CHECK_INT(slm_read_u32(&r), 0);
    CHECK(r.failed);
    CHECK_INT(slm_read_u8(&r), 0); /* though there are bytes left */
    CHECK(!slm_read_raw(&r, 0));
    CHECK_NEAR(slm_read_f64(&r), 0, 0);

    TEST("strings: too long, cut short, with a zero byte, after a failure");
    r = slm_reader_start(data, sizeof data);
    CHECK(!slm_read_string(&r, name, 3, &absent) && r.failed);
    CHECK(!slm_read_string(&r, name, sizeof name, &absent) && !absent);
    CHECK_STR(name, "");
    r = slm_reader_start(data, 6);
    CHECK(!slm_read_string(&r, name, sizeof name, &absent));
    const unsigned char zero[] = {2, 0, 0, 0, 'a', 0};
    r = slm_reader_start(zero, sizeof zero);
    CHECK(!slm_read_string(&r, name, sizeof name, &absent));
    const unsigned char none[] = {255, 255, 255, 255};
    r = slm_reader_start(none, 4);
    CHECK(slm_read_string(&r, name, sizeof name, &absent) && absent);

    TEST("arrays that are cut short or too long to be counted");
    r = slm_reader_start(data, 7);
    CHECK(!slm_read_reals(&r, real, 2, 4) && r.failed);
    r = slm_reader_start(data, 7);
    CHECK(!slm_read_ints(&r, integer, 2) && r.failed);
    r = slm_reader_start(data, 7);
    CHECK(!slm_read_reals(&r, real, SIZE_MAX, 8) && r.failed);
    r = slm_reader_start(data, 7);
    CHECK(!slm_read_ints(&r, integer, SIZE_MAX) && r.failed);

    TEST("no bytes at all");
    r = slm_reader_start(NULL, 100);
    CHECK_INT(slm_read_u8(&r), 0);
    CHECK(r.failed);
}

static void checksums(void) {
    TEST("a checksum is that of everything before it");
    slm_memory memory;
    slm_memory_init(&memory, NULL);
    slm_writer w = slm_writer_start(&memory);
    slm_write_raw(&w, "foobar", 6);
    slm_write_checksum(&w);
    slm_reader r = slm_reader_start(w.data, w.length);
    r.at = 6;
    CHECK(slm_read_u64(&r) == 0x85944171f73967e8u); /* as published with the algorithm */
    r = slm_reader_start(w.data, w.length);
    CHECK(slm_read_checksum(&r));
    CHECK_INT(r.length, 6);
    for (size_t i = 0; i < w.length; i++) {
        w.data[i] ^= 0x80;
        r = slm_reader_start(w.data, w.length);
        CHECK(!slm_read_checksum(&r));
        w.data[i] ^= 0x80;
    }
    r = slm_reader_start(w.data, w.length);
    r.at = 7; /* what has been read is no checksum */
    CHECK(!slm_read_checksum(&r));
    r = slm_reader_start(w.data, 7);
    CHECK(!slm_read_checksum(&r));
    slm_writer_free(&w);
}

static void out_of_memory(void) {
    TEST("a writer without memory");
    slm_memory memory;
    slm_memory_init(&memory, NULL);
    slm_writer w = slm_writer_start(&memory);
    slm_write_u32(&w, 1);
    memory.limit = memory.in_use;
    for (int i = 0; i < 1000; i++) slm_write_u8(&w, 1);
    CHECK(w.failed);
    size_t length = w.length;
    slm_write_u8(&w, 1);
    slm_write_raw(&w, "x", SIZE_MAX); /* not even looked at */
    CHECK_INT(w.length, length);
    slm_writer_free(&w);
    w = slm_writer_start(&memory);
    slm_write_u8(&w, 1);
    w.failed = false;
    w.length = 10;
    slm_write_raw(&w, "x", SIZE_MAX); /* the sum overflows */
    CHECK(w.failed);
    slm_writer_free(&w);
    CHECK_INT(memory.in_use, 0);
}

int main(void) {
    round_trip();
    ends();
    checksums();
    out_of_memory();
    return check_report("test_bytes");
}
