package io.spirula.rbd.nativeceph;

import java.util.Arrays;
import java.util.List;

/** Addresses of a client instance as librados prints them: one, or several in brackets. */
final class ClientAddresses {

    private ClientAddresses() {}

    static List<String> split(String addresses) {
        String inner = addresses.startsWith("[") && addresses.contains(",") && addresses.endsWith("]")
                ? addresses.substring(1, addresses.length() - 1)
                : addresses;
        return Arrays.stream(inner.split(",")).map(String::strip).toList();
    }
}
