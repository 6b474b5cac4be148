package io.spirula.rbd;

import java.io.Serial;

/** Ceph refused an operation or did not answer. The subclasses are those errors that callers decide on. */
public class RbdException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final int number;
    private final String operation;
    private final String object;

    protected RbdException(int number, String operation, String object) {
        super(message(number, operation, object));
        this.number = number;
        this.operation = operation;
        this.object = object;
    }

    /**
     * The exception for an error number.
     *
     * @param number positive Linux error number
     * @param operation what was tried, as an infinitive: "remove snapshot 12"
     * @param object on what: "image rbd/vm-1 (id 1f2a) of cluster site-a as client.spirula"
     */
    public static RbdException of(int number, String operation, String object) {
        return switch (Errno.of(number)) {
            case ENOENT -> new RbdNotFoundException(number, operation, object);
            case EEXIST -> new RbdAlreadyExistsException(number, operation, object);
            case EBUSY, ENOTEMPTY -> new RbdBusyException(number, operation, object);
            case EROFS -> new RbdReadOnlyException(number, operation, object);
            case EPERM, EACCES -> new RbdPermissionException(number, operation, object);
            case ETIMEDOUT -> new RbdTimeoutException(number, operation, object);
            case ESHUTDOWN -> new RbdBlocklistedException(number, operation, object);
            default -> new RbdException(number, operation, object);
        };
    }

    private static String message(int number, String operation, String object) {
        Errno errno = Errno.of(number);
        return "cannot " + operation + " on " + object + ": " + errno + " (" + number + "): " + errno.advice();
    }

    public Errno errno() {
        return Errno.of(number);
    }

    /** The positive error number. */
    public int number() {
        return number;
    }

    /** A stable code for people and programs, such as {@code RBD_ETIMEDOUT}. */
    public String code() {
        return errno() == Errno.UNKNOWN ? "RBD_ERRNO_" + number : "RBD_" + errno();
    }

    public String operation() {
        return operation;
    }

    public String object() {
        return object;
    }

    /** Whether the same call on the same connection may well succeed a little later. */
    public boolean isTransient() {
        return errno().isTransient();
    }

    /** Whether the connection is of no use any more: close it and connect anew. */
    public boolean endsConnection() {
        return errno().endsConnection();
    }
}
