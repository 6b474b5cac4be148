package io.spirula.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a broker with TLS and access control needs, and what its clients need to reach it: a certificate of its own, an
 * administrator, and passwords. All of it is made when first asked for, in the broker's directory. Who is not the administrator
 * may do nothing until that gives it a password (SCRAM) and rights. Safe to use from several threads.
 */
public final class KafkaSecurity {
    /** The broker itself, and whoever administers it. */
    static final String ADMIN = "admin";

    private static final String SCRAM = "SCRAM-SHA-512";

    private final Path directory;

    KafkaSecurity(Path directory) {
        this.directory = directory;
    }

    /** Whether it was made; a broker without is open to everybody on this machine. */
    boolean exists() {
        return Files.exists(certificate());
    }

    void make() {
        FileTree.create(directory);
        keytool(
                "-genkeypair",
                "-alias",
                "broker",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=spirula-sandbox",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-validity",
                "3650");
        keytool(
                "-exportcert",
                "-alias",
                "broker",
                "-rfc",
                "-file",
                certificate().toString());
    }

    /** What every client trusts, in PEM. */
    public Path certificate() {
        return directory.resolve("ca.pem");
    }

    /** The password of a user; a new one is not known to the broker before the administrator tells it. */
    public synchronized String password(String user) {
        var file = directory.resolve(user + ".password");
        if (!Files.exists(file)) {
            FileTree.writeSecret(file, PostgresSandbox.randomPassword());
        }
        return FileTree.read(file);
    }

    /** Settings of a Kafka client for the administrator, who may do everything. */
    public Map<String, String> administrator() {
        return client("PLAIN", jaas("plain.PlainLoginModule", ADMIN, password(ADMIN)));
    }

    /** Settings of a Kafka client for a user. */
    public Map<String, String> user(String user) {
        return client(SCRAM, jaas("scram.ScramLoginModule", user, password(user)));
    }

    private Map<String, String> client(String mechanism, String jaas) {
        return new TreeMap<>(Map.of(
                "security.protocol",
                "SASL_SSL",
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                certificate().toString(),
                "sasl.mechanism",
                mechanism,
                "sasl.jaas.config",
                jaas));
    }

    /** The broker's own settings; they hold secrets. */
    String brokerSettings() {
        var administrator = jaas("plain.PlainLoginModule", ADMIN, password(ADMIN));
        var known = administrator.replace(";", " user_" + ADMIN + "=\"" + password(ADMIN) + "\";");
        return """
            ssl.keystore.type=PKCS12
            ssl.keystore.location=%1$s
            ssl.keystore.password=%2$s
            ssl.truststore.type=PEM
            ssl.truststore.location=%3$s
            sasl.enabled.mechanisms=PLAIN,%4$s
            sasl.mechanism.inter.broker.protocol=PLAIN
            sasl.mechanism.controller.protocol=PLAIN
            listener.name.client.plain.sasl.jaas.config=%5$s
            listener.name.client.scram-sha-512.sasl.jaas.config=%6$s
            listener.name.controller.sasl.enabled.mechanisms=PLAIN
            listener.name.controller.plain.sasl.jaas.config=%5$s
            authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
            allow.everyone.if.no.acl.found=false
            super.users=User:%7$s
            """.formatted(
                        keystore(),
                        FileTree.read(keystorePassword()),
                        certificate(),
                        SCRAM,
                        known,
                        "org.apache.kafka.common.security.scram.ScramLoginModule required;",
                        ADMIN);
    }

    private static String jaas(String module, String user, String password) {
        return "org.apache.kafka.common.security." + module + " required username=\"" + user + "\" password=\""
                + password + "\";";
    }

    private void keytool(String command, String... options) {
        if (!Files.exists(keystorePassword())) {
            FileTree.writeSecret(keystorePassword(), PostgresSandbox.randomPassword());
        }
        var argv = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                command,
                "-keystore",
                keystore().toString(),
                "-storetype",
                "PKCS12",
                "-storepass:file",
                keystorePassword().toString()));
        argv.addAll(List.of(options));
        Command.run(argv);
    }

    private Path keystore() {
        return directory.resolve("keystore.p12");
    }

    private Path keystorePassword() {
        return directory.resolve("keystore.password");
    }
}
