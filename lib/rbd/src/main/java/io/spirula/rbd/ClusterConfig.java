package io.spirula.rbd;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * How to reach one Ceph cluster.
 *
 * @param name what this installation calls the cluster; letters, digits, dot, dash and underscore, at most 64
 * @param conf the cluster's ceph.conf
 * @param user the cephx user without its {@code client.} prefix
 * @param keyring the file that holds the user's key
 * @param operationTimeout after which an operation on a monitor or an OSD fails with ETIMEDOUT; one second to one hour
 */
public record ClusterConfig(String name, Path conf, String user, Path keyring, Duration operationTimeout) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    public ClusterConfig {
        Objects.requireNonNull(conf, "conf");
        Objects.requireNonNull(keyring, "keyring");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "cluster name must be 1 to 64 letters, digits, dots, dashes or underscores: '" + name + "'");
        }
        if (!USER.matcher(user).matches() || user.startsWith("client.")) {
            throw new IllegalArgumentException("user of cluster " + name
                    + " must be a cephx id such as 'spirula-transfer', without 'client.': '" + user + "'");
        }
        if (operationTimeout.compareTo(SHORTEST) < 0 || operationTimeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "operation timeout of cluster " + name + " must be between PT1S and PT1H: " + operationTimeout);
        }
    }
}
