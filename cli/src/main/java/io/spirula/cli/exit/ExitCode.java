package io.spirula.cli.exit;

/** What scripts rely on. */
public enum ExitCode {
    /** What was asked for is done. */
    DONE(0),
    /** It was tried and failed; or a condition that was asked about does not hold. */
    FAILED(1),
    /** What was typed, or a file that was named, is wrong. */
    USAGE(2),
    NOT_FOUND(3),
    /** The server understood and will not do it: a conflict, or no permission. */
    REFUSED(4),
    UNREACHABLE(5),
    /** What was compared is not the same. */
    DIFFERENT(6),
    /** The time to wait is over; the work goes on. */
    STILL_RUNNING(7),
    /** Ctrl-C; the work goes on. */
    INTERRUPTED(130);

    private final int value;

    ExitCode(int value) {
        this.value = value;
    }

    /** As the shell sees it. */
    public int value() {
        return value;
    }
}
