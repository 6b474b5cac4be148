package io.spirula.cli.session;

import io.spirula.cli.api.Deadlines;
import io.spirula.cli.api.Server;
import io.spirula.cli.exit.CommandFailedException;
import io.spirula.cli.exit.ExitCode;
import io.spirula.cli.output.Console;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which server, and with which token. */
final class ServerAddress {

    private final Map<String, String> environment;
    private final GlobalOptions options;

    ServerAddress(Map<String, String> environment, GlobalOptions options) {
        this.environment = environment;
        this.options = options;
    }

    Server connect(Console console, Deadlines deadlines) {
        URI base = base();
        String token = token();
        if (token != null && base.getScheme().equals("http") && !loopback(base.getHost())) {
            console.note("warning: the token goes to " + base + " without encryption; use https");
        }
        return new Server(base, token, deadlines);
    }

    private static boolean loopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    private URI base() {
        String fromEnvironment = environment.getOrDefault("SPIRULA_URL", "");
        String fallback = fromEnvironment.isEmpty() ? Session.DEFAULT_SERVER : fromEnvironment;
        String text = options.server() == null ? fallback : options.server();
        try {
            URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web && uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw noAddress(text + " (" + e.getReason() + ")");
        }
        throw noAddress(text);
    }

    private static CommandFailedException noAddress(String text) {
        return new CommandFailedException(
                ExitCode.USAGE, "No address of a server: " + text + ". Write it like " + Session.DEFAULT_SERVER);
    }

    private @Nullable String token() {
        String token =
                options.tokenFile() == null ? environment.getOrDefault("SPIRULA_TOKEN", "") : read(options.tokenFile());
        if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new CommandFailedException(ExitCode.USAGE, "The token has a character that no token has");
        }
        return token.isEmpty() ? null : token;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            throw new CommandFailedException(ExitCode.USAGE, "There is no file " + file);
        } catch (IOException e) {
            throw new CommandFailedException(ExitCode.USAGE, "Cannot read " + file + ": " + e.getMessage());
        }
    }
}
