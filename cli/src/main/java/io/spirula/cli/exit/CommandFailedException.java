package io.spirula.cli.exit;

import java.util.List;

/** A command did not do what was asked. Its message is for the person who typed the command. */
public final class CommandFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;
    private final transient List<String> details;

    public CommandFailedException(ExitCode exitCode, String message) {
        this(exitCode, message, List.of());
    }

    /**
     * @param details one line each, for example the fields that are wrong
     */
    public CommandFailedException(ExitCode exitCode, String message, List<String> details) {
        super(message);
        this.exitCode = exitCode;
        this.details = List.copyOf(details);
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    public List<String> details() {
        return details;
    }
}
