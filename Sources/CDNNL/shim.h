// The part of oneDNN that muse uses: matrix products, with one interface for its versions 2 and 3.
#pragma once

#include <dlfcn.h>
#include <oneapi/dnnl/dnnl.h>
#include <stdint.h>
#include <string.h>

// Keeps all products of the calling thread on that thread. The OpenMP runtime, if any, is the one that oneDNN was
// built with.
static inline void muse_dnnl_stay_on_this_thread(void) {
    void (*set)(int) = (void (*)(int))dlsym(RTLD_DEFAULT, "omp_set_num_threads");
    if (set) set(1);
}

// The state that a thread needs to run products.
typedef struct {
    dnnl_engine_t engine;
    dnnl_stream_t stream;
} muse_dnnl_context;

// Returns 0 on success.
static inline int muse_dnnl_context_create(muse_dnnl_context *context) {
    if (dnnl_engine_create(&context->engine, dnnl_cpu, 0) != dnnl_success) return 1;
    return dnnl_stream_create(&context->stream, context->engine, dnnl_stream_default_flags) != dnnl_success;
}

static inline void muse_dnnl_context_destroy(muse_dnnl_context *context) {
    dnnl_stream_destroy(context->stream);
    dnnl_engine_destroy(context->engine);
}

// A product C = A B of bfloat16 matrices, with a float or bfloat16 result, for one shape.
typedef struct {
    dnnl_primitive_t primitive;
    dnnl_memory_t a, b, c;
} muse_dnnl_product;

#if DNNL_VERSION_MAJOR < 3
typedef dnnl_memory_desc_t muse_dnnl_desc;
static inline int muse_dnnl_matrix(
    muse_dnnl_desc *desc, int64_t rows, int64_t columns, int64_t stride, int transposed, dnnl_data_type_t type) {
    dnnl_dims_t sizes = {rows, columns};
    dnnl_dims_t strides = {transposed ? 1 : stride, transposed ? stride : 1};
    return dnnl_memory_desc_init_by_strides(desc, 2, sizes, type, strides);
}
static inline int muse_dnnl_matmul(
    dnnl_primitive_desc_t *made, dnnl_engine_t engine, muse_dnnl_desc *a, muse_dnnl_desc *b, muse_dnnl_desc *c,
    dnnl_primitive_attr_t attributes) {
    dnnl_matmul_desc_t desc;
    if (dnnl_matmul_desc_init(&desc, a, b, NULL, c) != dnnl_success) return 1;
    return dnnl_primitive_desc_create(made, &desc, attributes, engine, NULL);
}
static inline int muse_dnnl_memory(dnnl_memory_t *memory, muse_dnnl_desc *desc, dnnl_engine_t engine) {
    return dnnl_memory_create(memory, desc, engine, DNNL_MEMORY_NONE);
}
static inline void muse_dnnl_release(muse_dnnl_desc *desc) { (void)desc; }
static inline int muse_dnnl_append_sum(dnnl_post_ops_t operations) {
    return dnnl_post_ops_append_sum(operations, 1.0f);
}
#else
typedef dnnl_memory_desc_t muse_dnnl_desc;
static inline int muse_dnnl_matrix(
    muse_dnnl_desc *desc, int64_t rows, int64_t columns, int64_t stride, int transposed, dnnl_data_type_t type) {
    dnnl_dims_t sizes = {rows, columns};
    dnnl_dims_t strides = {transposed ? 1 : stride, transposed ? stride : 1};
    return dnnl_memory_desc_create_with_strides(desc, 2, sizes, type, strides);
}
static inline int muse_dnnl_matmul(
    dnnl_primitive_desc_t *made, dnnl_engine_t engine, muse_dnnl_desc *a, muse_dnnl_desc *b, muse_dnnl_desc *c,
    dnnl_primitive_attr_t attributes) {
    return dnnl_matmul_primitive_desc_create(made, engine, *a, *b, NULL, *c, attributes);
}
static inline int muse_dnnl_memory(dnnl_memory_t *memory, muse_dnnl_desc *desc, dnnl_engine_t engine) {
    return dnnl_memory_create(memory, *desc, engine, DNNL_MEMORY_NONE);
}
static inline void muse_dnnl_release(muse_dnnl_desc *desc) { dnnl_memory_desc_destroy(*desc); }
static inline int muse_dnnl_append_sum(dnnl_post_ops_t operations) {
    return dnnl_post_ops_append_sum(operations, 1.0f, 0, dnnl_data_type_undef);
}
#endif

// Shapes: A is m x k, B is k x n, C is m x n; a transposed matrix is stored the other way round. Returns 0 on
// success.
static inline int muse_dnnl_bf16_product_create(
    muse_dnnl_product *product, const muse_dnnl_context *context, int64_t m, int64_t n, int64_t k, int64_t a_stride,
    int a_transposed, int64_t b_stride, int b_transposed, int64_t c_stride, int accumulates) {
    memset(product, 0, sizeof *product);
    muse_dnnl_desc a, b, c;
    if (muse_dnnl_matrix(&a, m, k, a_stride, a_transposed, dnnl_bf16)) return 1;
    if (muse_dnnl_matrix(&b, k, n, b_stride, b_transposed, dnnl_bf16)) return 1;
    if (muse_dnnl_matrix(&c, m, n, c_stride, 0, dnnl_f32)) return 1;
    dnnl_primitive_attr_t attributes;
    if (dnnl_primitive_attr_create(&attributes)) return 1;
    if (accumulates) {
        dnnl_post_ops_t operations;
        if (dnnl_post_ops_create(&operations)) return 1;
        muse_dnnl_append_sum(operations);
        dnnl_primitive_attr_set_post_ops(attributes, operations);
        dnnl_post_ops_destroy(operations);
    }
    dnnl_primitive_desc_t description = NULL;
    int failed = muse_dnnl_matmul(&description, context->engine, &a, &b, &c, attributes);
    dnnl_primitive_attr_destroy(attributes);
    if (!failed) failed = dnnl_primitive_create(&product->primitive, description);
    if (description) dnnl_primitive_desc_destroy(description);
    if (!failed) failed = muse_dnnl_memory(&product->a, &a, context->engine);
    if (!failed) failed = muse_dnnl_memory(&product->b, &b, context->engine);
    if (!failed) failed = muse_dnnl_memory(&product->c, &c, context->engine);
    muse_dnnl_release(&a);
    muse_dnnl_release(&b);
    muse_dnnl_release(&c);
    return failed;
}

static inline int muse_dnnl_product_run(
    const muse_dnnl_product *product, const muse_dnnl_context *context, const void *a, const void *b, void *c) {
    dnnl_memory_set_data_handle(product->a, (void *)a);
    dnnl_memory_set_data_handle(product->b, (void *)b);
    dnnl_memory_set_data_handle(product->c, c);
    dnnl_exec_arg_t arguments[3] = {
        {DNNL_ARG_SRC, product->a}, {DNNL_ARG_WEIGHTS, product->b}, {DNNL_ARG_DST, product->c}};
    return dnnl_primitive_execute(product->primitive, context->stream, 3, arguments);
}

static inline void muse_dnnl_product_destroy(muse_dnnl_product *product) {
    if (product->primitive) dnnl_primitive_destroy(product->primitive);
    if (product->a) dnnl_memory_destroy(product->a);
    if (product->b) dnnl_memory_destroy(product->b);
    if (product->c) dnnl_memory_destroy(product->c);
}
