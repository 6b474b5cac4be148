package io.spirula.cli.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A resource of the API, with any text as a segment or parameter. */
public final class ApiPath {

    private final String path;
    private final List<String> parameters;

    private ApiPath(String path, List<String> parameters) {
        this.path = path;
        this.parameters = parameters;
    }

    public static ApiPath of(String... segments) {
        StringBuilder path = new StringBuilder("/api/v1");
        for (String segment : segments) {
            path.append('/').append(encode(segment));
        }
        return new ApiPath(path.toString(), List.of());
    }

    /** Unchanged when the value is null. */
    public ApiPath with(String name, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        List<String> extended = new ArrayList<>(parameters);
        extended.add(name + "=" + encode(value.toString()));
        return new ApiPath(path, extended);
    }

    @Override
    public String toString() {
        return parameters.isEmpty() ? path : path + "?" + String.join("&", parameters);
    }

    private static String encode(String raw) {
        return URLEncoder.encode(raw, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
