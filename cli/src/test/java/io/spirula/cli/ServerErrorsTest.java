package io.spirula.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerErrorsTest {

    private final ApiServer server = new ApiServer();
    private final CommandLineRun command = CommandLineRun.against(server);

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"400,2", "401,4", "403,4", "404,3", "409,4", "422,2", "429,4", "500,1", "502,1", "503,1", "504,1"})
    void eachStatusHasItsExitCode(int status, int exitCode) {
        server.problem("GET /api/v1/policies", status, "{\"detail\":\"what happened\",\"code\":\"CODE\"}");

        assertThat(command.run("policies")).isEqualTo(exitCode);

        assertThat(command.err()).isEqualTo("spirula: what happened [CODE]\n");
        assertThat(command.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void aGatewayThatAnswersForTheServerMeansThatTheServerIsUnreachable(int status) {
        server.page("GET /api/v1/policies", status, "text/html", "<html>try later</html>");

        assertThat(command.run("policies")).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "401, 'The server wants a valid token: set SPIRULA_TOKEN, or name a file with --token-file'",
        "403, 'This token may not do that'",
        "500, 'The server answered with HTTP status 500: oops'"
    })
    void anAnswerWithoutDetailsIsExplained(int status, String message) {
        server.page("GET /api/v1/policies", status, "text/plain", "oops");

        command.run("policies");

        assertThat(command.err()).isEqualTo("spirula: " + message + "\n");
    }

    @Test
    void aRedirectIsNotFollowed() {
        server.page("GET /api/v1/policies", 302, "text/plain", "");

        assertThat(command.run("policies")).isEqualTo(1);
    }

    @Test
    void anAnswerThatIsNoJsonIsNotTakenForOne() {
        server.page("GET /api/v1/policies", 200, "text/html", "<html>Log in</html>");

        assertThat(command.run("policies")).isEqualTo(1);

        assertThat(command.err()).contains("is no JSON; is this the address of Spirula's API?");
    }

    @Test
    void aServerThatIsDownIsNamed() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        assertThat(command.run("status", "--server", "http://127.0.0.1:" + port))
                .isEqualTo(5);

        assertThat(command.err())
                .isEqualTo("spirula: Cannot reach the server at http://127.0.0.1:" + port
                        + ": connection refused. Is it running, and is --server or SPIRULA_URL right?\n");
    }

    @Test
    void aConnectionThatKeepsBreakingIsUnreachable() {
        server.breakOn("GET /api/v1/policies");

        assertThat(command.run("policies")).isEqualTo(5);
    }

    @Test
    void theOptionsMayStandBeforeOrBehindTheCommand() {
        server.on("GET /api/v1/policies", 200, "[]");
        command.with("SPIRULA_URL", "http://127.0.0.1:1");

        assertThat(command.run("--server", server.url() + "/", "-o", "json", "policies"))
                .isZero();
        assertThat(command.run("policies", "--server", server.url(), "-o", "json"))
                .isZero();

        assertThat(command.out()).isEqualTo("[ ]\n[ ]\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://host", "host:8080", "http://", "http://h?q=1", "http://a b", "", "-"})
    void whatIsNoAddressOfAServerIsWrongUsage(String address) {
        assertThat(command.run("status", "--server", address)).isEqualTo(2);

        assertThat(command.err()).startsWith("spirula: No address of a server: " + address);
    }

    @Test
    void theTokenComesFromAFileWhenOneIsNamed(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "from-file\n");
        server.on("GET /api/v1/policies", 200, "[]");

        assertThat(command.run("policies", "--token-file", file.toString())).isZero();

        assertThat(server.only().header("Authorization")).contains("Bearer from-file");
    }

    @Test
    void aTokenThatWouldBreakTheRequestIsRefusedWithoutBeingShown() {
        assertThat(command.with("SPIRULA_TOKEN", "se\ncret").run("policies")).isEqualTo(2);

        assertThat(command.err()).isEqualTo("spirula: The token has a character that no token has\n");
    }

    @Test
    void aMissingTokenFileIsNamed() {
        assertThat(command.run("policies", "--token-file", "/nowhere/token")).isEqualTo(2);

        assertThat(command.err()).isEqualTo("spirula: There is no file /nowhere/token\n");
    }

    @Test
    void withoutATokenNoneIsSent() {
        server.problem("GET /api/v1/policies", 401, "{}");

        assertThat(command.with("SPIRULA_TOKEN", "").run("policies")).isEqualTo(4);

        assertThat(server.only().header("Authorization")).isEmpty();
    }

    @Test
    void aTokenThatGoesUnencryptedOverTheNetworkIsWarnedOf() {
        String notLoopback = server.url().replace("127.0.0.1", "0.0.0.0");
        server.on("GET /api/v1/policies", 200, "[]");

        assertThat(command.run("policies", "--server", notLoopback)).isZero();

        assertThat(command.err())
                .isEqualTo("warning: the token goes to " + notLoopback + " without encryption; use https\n");
    }

    @Test
    void hostileTextInAnErrorCannotReachTheTerminal() {
        server.problem("GET /api/v1/policies", 409, "{\"detail\":\"image \\u001b[2J\\u202e is busy\"}");

        command.run("policies");

        assertThat(command.err()).isEqualTo("spirula: image \\x1b[2J\\u{202e} is busy\n");
    }
}
