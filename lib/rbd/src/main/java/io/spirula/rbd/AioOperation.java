package io.spirula.rbd;

/** Kinds of asynchronous operations. */
public enum AioOperation {
    READ,
    WRITE,
    WRITE_ZEROES,
    CHANGE_OBJECT,
    READ_OBJECT
}
