# Images of Spawner: target `silo` (a host process of the cluster) and target `client` (a program that uses it).
#
#   docker build --target silo .                                          the demo's host, with the demo's task kinds
#   docker build --target silo --build-arg HOST=path/to/Your.Host .       a host of your own, with your handlers
#   docker build --target silo --build-arg HOST=Silo .                    the bare host: clusters, but runs no kind
#
# HOST and CLIENT name a folder below this one with exactly one project file. The project must call
# SpawnerHost (see samples/Demo/Program.cs), which brings configuration, health and `--healthcheck`.
ARG HOST=samples/Demo
ARG CLIENT=tests/compose/Probe

# Only what a restore reads. The next stage copies from here, and its layer is keyed by content: the packages are
# restored again when a project, a lock file or a setting changes, and not when code does.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS projects
WORKDIR /source
COPY . .
RUN find . -type f \
      ! -name '*.csproj' ! -name '*.props' ! -name '*.targets' ! -name packages.lock.json ! -name global.json ! -iname nuget.config \
      -delete \
 && find . -depth -type d -empty -delete

# The lock files decide the packages: what differs from them fails the build.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS restore
ARG HOST
ARG CLIENT
WORKDIR /source
COPY --from=projects /source .
RUN dotnet restore --locked-mode "$HOST" && dotnet restore --locked-mode "$CLIENT"

FROM restore AS source
COPY . .

# `/publish/run` is the program itself, whatever its assembly is called: the entry point and the health check need a
# name that does not depend on HOST.
FROM source AS silo-build
RUN dotnet publish --no-restore --configuration Release --output /publish "$HOST" \
 && ln -s "$(dotnet msbuild "$HOST" -getProperty:AssemblyName)" /publish/run

FROM source AS client-build
RUN dotnet publish --no-restore --configuration Release --output /publish "$CLIENT" \
 && ln -s "$(dotnet msbuild "$CLIENT" -getProperty:AssemblyName)" /publish/run

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS runtime
WORKDIR /app
# The number, not a name: `runAsNonRoot` of Kubernetes can check only numbers.
USER $APP_UID
# The root file system may be read-only if /tmp is a tmpfs, where the runtime puts its diagnostics socket.
# The workstation collector, because the silos of one machine share it: with a heap per core each would take memory for all.
# No port of the base image's choice: a silo is told its own (Spawner:Silo:HttpUrl), and would warn of the other one.
ENV DOTNET_gcServer=0 ASPNETCORE_HTTP_PORTS=
STOPSIGNAL SIGTERM
ENTRYPOINT ["/app/run"]

FROM runtime AS client
COPY --from=client-build /publish .

FROM runtime AS silo
COPY --from=silo-build /publish .
# 11111 silo to silo, 30000 clients to silo, 8080 health, metrics and the API.
EXPOSE 11111 30000 8080
# The silo asks itself, because this image has no curl. Each probe starts a process, so not more often than every 10 s.
HEALTHCHECK --interval=10s --timeout=8s --start-period=60s --retries=3 \
    CMD ["/app/run", "--healthcheck", "http://127.0.0.1:8080/health/ready"]
