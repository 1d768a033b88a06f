# Build from the root of the repository: docker build -f deploy/images/client.Dockerfile -t actors-client:0.1.0 .
# Nothing here runs as root: the build has the SDK image's own user, and the result has no shell, no package manager and no root.
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
USER app
WORKDIR /home/app
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
COPY --chown=app:app . source/
RUN dotnet publish source/client/Actors.Web.csproj -c Release -o publish -nologo

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
WORKDIR /app
COPY --from=build /home/app/publish .
USER 1654
# The base image's own port would only be warned about: Actors__Http__Urls says where the API listens.
ENV ASPNETCORE_HTTP_PORTS= \
    Actors__Logging__Format=Json
EXPOSE 7400
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["./Actors.Web", "ready"]
ENTRYPOINT ["./Actors.Web"]
