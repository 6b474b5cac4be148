package io.spirula.rbd;

/** Receives the extents of a difference. */
@FunctionalInterface
public interface ExtentVisitor {

    /**
     * Called for each extent.
     *
     * @param exists whether it may hold data; otherwise it reads as zeroes
     */
    void visit(long offset, long length, boolean exists);
}
