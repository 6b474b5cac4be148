package io.spirula.scheduler.security;

import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.ProblemWriter;
import io.spirula.scheduler.problem.RefusalWitness;
import jakarta.servlet.DispatcherType;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderNotFoundException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;

/** Which role each part of the API needs. Whatever is not named here needs an administrator. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    private static final String ROLE_TOO_LOW = "The role of this token does not allow that";

    @Bean
    SecurityFilterChain api(HttpSecurity http, Tokens tokens, ProblemWriter problems, RefusalWitness witness)
            throws Exception {
        return http.csrf(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .addFilterBefore(new BearerTokenFilter(tokens::callerOf, problems), AuthorizationFilter.class)
                .exceptionHandling(failures -> failures.authenticationEntryPoint((request, response, e) -> {
                            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"spirula\"");
                            problems.write(
                                    response,
                                    ProblemCode.UNAUTHENTICATED,
                                    "A valid token is needed: send it as Authorization: Bearer TOKEN");
                        })
                        .accessDeniedHandler((request, response, e) -> {
                            witness.refused(request, ProblemCode.FORBIDDEN, ROLE_TOO_LOW);
                            problems.write(response, ProblemCode.FORBIDDEN, ROLE_TOO_LOW);
                        }))
                .authorizeHttpRequests(
                        requests -> requests.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
                                .permitAll()
                                .requestMatchers(EndpointRequest.toAnyEndpoint())
                                .permitAll()
                                .requestMatchers(HttpMethod.GET, "/v3/api-docs", "/v3/api-docs.yaml")
                                .permitAll()
                                .requestMatchers("/api/v1/tokens/**", "/api/v1/projections/**", "/api/v1/adoptions/**")
                                .hasRole(Role.ADMIN.name())
                                .requestMatchers(HttpMethod.GET, "/api/v1/**")
                                .hasRole(Role.VIEWER.name())
                                .requestMatchers(HttpMethod.POST, "/api/v1/policies/plan")
                                .hasRole(Role.VIEWER.name())
                                .requestMatchers(
                                        HttpMethod.POST,
                                        "/api/v1/runs",
                                        "/api/v1/runs/*/cancel",
                                        "/api/v1/restores",
                                        "/api/v1/restores/*/cancel",
                                        "/api/v1/verifications",
                                        "/api/v1/images/release")
                                .hasRole(Role.OPERATOR.name())
                                .anyRequest()
                                .hasRole(Role.ADMIN.name()))
                .build();
    }

    /** Tokens are judged by the filter alone; that there is one keeps Spring Boot from making up a user with a password. */
    @Bean
    AuthenticationManager noOtherWayIn() {
        return authentication -> {
            throw new ProviderNotFoundException("Tokens are the only way in");
        };
    }
}
