package io.spirula.cli.command.token;

import java.util.Locale;

/** What a token may do; each includes what is before it. */
enum Role {
    VIEWER,
    OPERATOR,
    ADMIN;

    /** As the server and people write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
