package io.spirula.rbd;

import java.util.Arrays;

/** The Linux error numbers that Ceph answers with, and what to do about each. */
public enum Errno {
    EPERM(1, "grant the cephx user the capability this needs"),
    ENOENT(2, "check that it still exists"),
    EINTR(4, "try again"),
    EIO(5, "check the health of the cluster"),
    E2BIG(7, "pass less"),
    EAGAIN(11, "try again"),
    ENOMEM(12, "give the process more memory"),
    EACCES(13, "check the user and its key"),
    EBUSY(16, "find out who uses it and try when they are done"),
    EEXIST(17, "choose another name"),
    EINVAL(22, "correct the argument"),
    EFBIG(27, "ask for less"),
    ENOSPC(28, "free space or add storage"),
    EROFS(
            30,
            "another client keeps the exclusive lock, or this is a snapshot, or the image is being migrated: find the"
                    + " owner, break its lock if it is dead"),
    EDOM(33, "correct the argument"),
    ERANGE(34, "correct the argument"),
    ENAMETOOLONG(36, "choose a shorter name"),
    ENOSYS(38, "use a newer librbd or cluster"),
    ENOTEMPTY(39, "remove what it holds first"),
    EBADMSG(74, "check the health of the cluster: stored data cannot be decoded"),
    EOPNOTSUPP(95, "the image lacks a feature this needs"),
    ENOTCONN(107, "connect anew"),
    ESHUTDOWN(108, "this client is blocklisted: close the connection and connect anew"),
    ETIMEDOUT(110, "check that monitors and OSDs are up and reachable; what was asked may or may not have been done"),
    ECONNREFUSED(111, "check that the monitors are up and reachable"),
    EHOSTUNREACH(113, "check the network"),
    EDQUOT(122, "remove what is not needed, or raise the quota of the pool or the snapshot limit of the image"),
    ECANCELED(125, "try again"),
    /** Any other number. */
    UNKNOWN(-1, "look the number up");

    private final int number;
    private final String advice;

    Errno(int number, String advice) {
        this.number = number;
        this.advice = advice;
    }

    /** The constant of a positive error number. */
    public static Errno of(int number) {
        return Arrays.stream(values())
                .filter(errno -> errno.number == number)
                .findFirst()
                .orElse(UNKNOWN);
    }

    public String advice() {
        return advice;
    }

    /** Whether the same call on the same connection may well succeed a little later. */
    public boolean isTransient() {
        return switch (this) {
            case EINTR, EAGAIN, ETIMEDOUT, ECONNREFUSED, EHOSTUNREACH -> true;
            default -> false;
        };
    }

    /** Whether the connection is of no use any more. */
    public boolean endsConnection() {
        return this == ESHUTDOWN || this == ENOTCONN;
    }
}
