package io.spirula.cli.exit;

import java.util.List;

/** A command did not do what was asked. Its message is for the person who typed the command. */
public final class CommandFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;
    private final transient List<String> details;
    private final boolean passing;

    public CommandFailedException(ExitCode exitCode, String message) {
        this(exitCode, message, List.of());
    }

    /**
     * @param details one line each, for example the fields that are wrong
     */
    public CommandFailedException(ExitCode exitCode, String message, List<String> details) {
        this(exitCode, message, details, false);
    }

    private CommandFailedException(ExitCode exitCode, String message, List<String> details, boolean passing) {
        super(message);
        this.exitCode = exitCode;
        this.details = List.copyOf(details);
        this.passing = passing;
    }

    /** For what may be over in a moment, as when a server is started again. */
    public static CommandFailedException passing(ExitCode exitCode, String message, List<String> details) {
        return new CommandFailedException(exitCode, message, details, true);
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    public List<String> details() {
        return details;
    }

    /** Whether who only looks may look again in a moment. */
    public boolean passing() {
        return passing;
    }
}
